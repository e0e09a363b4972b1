import type { Request } from '../cli/options.ts';
import type { Context } from '../context.ts';
import { usage } from '../errors.ts';
import type { Ask, Guide, Local } from '../rotate/guide.ts';
import { alone } from '../rotate/record.ts';
import { runSteps } from '../rotate/run-steps.ts';
import { look, open } from '../rotate/state.ts';
import { declined, intent } from '../rotate/words.ts';
import { say } from '../system/output.ts';
import { tildePath } from '../system/paths.ts';
import { oneLine, withTilde } from '../text/format.ts';
import type { CommandResult } from './result.ts';

/** Replaces the long-term key, puts the old one back, or deletes it (C9.1). @throws Failure */
export async function rotate({ options, isProfileWord }: Request, context: Context): Promise<CommandResult> {
  context.watchSignals();
  const local = await look(options, isProfileWord, context);
  const ask = options.yes ? defaults : await atTerminal(local);
  const tell = (line: string): void => say(`${oneLine(withTilde(line, context.env.HOME))}\n`);
  const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
  return await alone(local, async () => {
    // Another one may have ended just now.
    const { line, resolved } = local;
    const now = { ...(await look({ ...options, profile: resolved.selection.name }, false, context)), line };
    await agree(now, ask);
    const guide: Guide = { ...now, ...(await open(now)), ask, tell, wait };
    await runSteps(guide);
    return { text: await report(guide) };
  });
}

const defaults: Ask = async (_, initial) => initial;

/** @throws Failure (usage) without a terminal, with what would be done */
async function atTerminal(local: Local): Promise<Ask> {
  const { env } = local.context;
  const { questionsOnTerminal } = await import('../terminal/questions.ts');
  const open = (): ReturnType<typeof questionsOnTerminal> => questionsOnTerminal('mfa-env rotate', env);
  const first = open();
  if (!first) {
    throw usage(
      `rotate asks at a terminal, and there is none; it would ${(await intent(local)).join('; ')}`,
      `agree without a question: ${local.line(...optionOf(local), '--yes')}`,
    );
  }
  first.close();
  // Opened for each question: between two of them, a code may be asked for.
  return async (question, initial) => {
    const questions = open();
    try {
      return (await questions?.confirm(question, initial)) ?? initial;
    } finally {
      questions?.close();
    }
  };
}

/** @throws Failure (130) where the person does not want it */
async function agree(local: Local, ask: Ask): Promise<void> {
  const [what = '', ...more] = await intent(local);
  const question = `${what.charAt(0).toUpperCase()}${what.slice(1)}?`;
  if (await ask([question, ...more], true)) return;
  throw declined(local.line(...optionOf(local)));
}

const optionOf = ({ wanted }: Local): string[] => (wanted === 'rotate' ? [] : [`--${wanted}`]);

/** What is there now, and how to go back. */
async function report(guide: Guide): Promise<string> {
  const { kept, state, owner, line, context, folder, place } = guide;
  const now = `profile ${owner} has the key ${state.current}, in ${await place.where(state.current)}`;
  if (!kept) return `${now}\n  the rotation is over, and nothing of it is left\n`;
  const { from, isUndo } = kept.rotation;
  const finish = `when nothing needs ${from.accessKeyId} any more, delete it: ${line('--finish')}`;
  if (isUndo) return `${now}\n  the other key is Inactive\n  ${finish}\n`;
  const where = tildePath(folder, context.env);
  return `${now}\n  the old key is Inactive, and kept in ${where}; to go back: ${line('--undo')}\n  ${finish}\n`;
}
