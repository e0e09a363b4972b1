import { commands } from '../cli/commands.ts';
import type { Request } from '../cli/options.ts';
import type { Context } from '../context.ts';
import { usage } from '../errors.ts';
import { callingShell } from '../shell/detect.ts';
import { dialects } from '../shell/dialects.ts';
import {
  canWrap,
  type FunctionsOptions,
  type FunctionsShell,
  functionsText,
  initLine,
  namesToWrap,
} from '../shell/functions-text.ts';
import { isTerminal } from '../system/output.ts';
import { word } from '../text/quote.ts';
import type { CommandResult } from './result.ts';

const shells: readonly string[] = commands.init.first;

/**
 * The shell functions, with what --auto (C7.3) and --wrap (C7.2b) add. A terminal, where nobody evaluates them, gets an
 * explanation. @throws Failure (usage)
 */
export async function init(
  { words: [shell, ...more], options }: Request,
  { env }: Pick<Context, 'env'>,
): Promise<CommandResult> {
  if (shell === undefined) {
    const calling = callingShell(env);
    const all = shells.map((name) => `mfa-env init ${name}`);
    const advice = shells.includes(calling) ? `mfa-env init ${calling}` : `one of: ${all.join(', ')}`;
    throw usage('init needs a shell', advice);
  }
  if (!shells.includes(shell)) {
    const { nearest } = await import('../text/names.ts');
    throw usage(`init does not support ${shell}`, nearest(shell, shells));
  }
  if (more.length > 0) throw usage('init takes one shell', `mfa-env init ${shell}`);
  const auto = options.auto === true;
  const wrap = options.wrap === undefined ? [] : namesToWrap(options.wrap);
  const wrong = wrap.find((name) => !canWrap(name));
  if (wrong !== undefined) {
    throw usage(`--wrap takes names of commands, not ${word(wrong)}`, `mfa-env init ${shell} --wrap aws,terraform`);
  }
  if (isTerminal(1)) return { text: explanation(shell as FunctionsShell, { auto, wrap }) };
  return { data: functionsText(shell as FunctionsShell, { auto, wrap }) };
}

const startUpFile = { bash: '~/.bashrc', zsh: '~/.zshrc', fish: '~/.config/fish/config.fish' };

function explanation(shell: FunctionsShell, options: FunctionsOptions): string {
  const command = initLine(shell, options);
  return `init prints the functions for ${shell}: authaws, Tab completion and the prompt.
To load them in new terminals:
  mfa-env setup
Or by hand, add this as the last line of ${startUpFile[shell]}:
  ${shell === 'fish' ? 'status is-interactive; and ' : ''}${dialects[shell].evalLine(command)}
To see them:
  ${command} | cat
`;
}
