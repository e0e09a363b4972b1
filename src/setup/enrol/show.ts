import { nameIn } from '../../aws/device.ts';
import type { Context } from '../../context.ts';
import { CODE_COMMAND_TIMEOUT_MS } from '../../mfa/code-command.ts';
import { type CommandError, failureOf, runLine } from '../../system/run-line.ts';
import type { Questions } from '../../terminal/questions.ts';
import { word } from '../../text/quote.ts';
import {
  blackOnWhite,
  type EnrolScreen,
  layOut,
  type Owner,
  otpauthText,
  qrPicture,
  seedLines,
  showsBlocks,
} from './screen.ts';
import { orStop } from './stop.ts';

export type Asker = Pick<Questions, 'say' | 'waiting' | 'text' | 'choose' | 'screen'>;

/** How the seed gets to the person: as a QR code, as text, or to a command on its stdin. */
type Way = 'qr' | 'text' | { command: string };

interface Asking extends Owner {
  ask: Asker;
  context: Context;
}

/** Asks how the seed is to be shown, before there is one. @throws Failure (130) on Ctrl-C */
export async function chooseWay({ ask, context, user, account, alias }: Asking): Promise<Way> {
  const ways = [
    ...(showsBlocks(context.env) ? [{ way: 'qr', label: 'Scan a QR code with an authenticator app' } as const] : []),
    { way: 'text', label: 'Type its secret into an authenticator app' } as const,
    { way: 'command', label: 'Give its secret to a program', hint: 'pass, 1Password, a YubiKey' } as const,
  ];
  const way = ways[await ask.choose('How do you want to add it?', ways)]?.way ?? 'text';
  if (way !== 'command') return way;
  const example = `pass otp insert ${word(`aws/${user}@${alias ?? account}`)}`;
  const check = (command: string): string | undefined => (command.trim() ? undefined : 'a command is needed');
  return { command: await ask.text('Which command? It gets an otpauth: line on stdin', example, check) };
}

interface Showing extends Asking {
  serial: string;
  /** Base32. */
  seed: Buffer;
  way: Way;
}

/** Shows the seed, or hands it over, and asks until a code is right. @throws Failure (130) on Ctrl-C; the signal's reason */
export async function showSeed(showing: Showing, check: (code: string) => string | undefined, stop: AbortSignal) {
  stop.throwIfAborted(); // while the device was made
  const { ask, context, serial, seed, way, account, alias } = showing;
  const text = otpauthText(seed, showing);
  const heading = [`MFA device ${nameIn(serial) ?? serial} of the AWS account ${alias ?? account}`];
  const picture: EnrolScreen['picture'] = (rows) => qrPicture(text, blackOnWhite(context.env), rows);
  const shown: EnrolScreen = {
    heading,
    seed: (columns) => seedLines(seed, columns),
    ...(way !== 'text' && showsBlocks(context.env) && { picture }),
  };
  const screen = typeof way === 'string' ? shown : await handedOver(way.command, shown);
  await ask.screen((view) => layOut(screen, view), check, stop);

  /** Where the command fails, the screen shows the seed. */
  async function handedOver(command: string, otherwise: EnrolScreen): Promise<EnrolScreen> {
    try {
      await orStop(runLine(command, context.env, CODE_COMMAND_TIMEOUT_MS, 'shown', Buffer.from(`${text}\n`)), stop);
      return { heading: [...heading, 'The command has taken the secret.'] };
    } catch (error) {
      stop.throwIfAborted();
      const why = failureOf(error as CommandError, CODE_COMMAND_TIMEOUT_MS);
      return { ...otherwise, heading: [...heading, `The command ${why}, so here is the secret.`] };
    }
  }
}
