import { selectedName } from '../aws/select-profile.ts';
import { dialects } from '../shell/dialects.ts';
import type { Environment } from '../shell/env-diff.ts';
import { tildePath } from '../system/paths.ts';
import { commandLine } from '../text/command-line.ts';
import { isPlain, word } from '../text/quote.ts';
import type { Guide, StartUp } from './guide.ts';
import { nameOf } from './user.ts';

/** The last words: what is there, the line for this terminal, and the one for the next. */
export function finish({ state, caller, changed, context: { env }, startUp }: Guide): string {
  if (state.ended) return '';
  const { profile = 'default' } = state;
  const isSelected = selectedName(undefined, env) === profile;
  const command = isSelected ? 'authaws' : commandLine({ profile });
  const now = inThisShell(command, startUp, state.startUp === 'there', env);
  const owner = caller ? ` (${nameOf(caller)})` : '';
  const head = changed.length > 0 ? 'All is set up.' : `All is there for profile ${profile}${owner}.`;
  const byHand = startUp.byHand.map(
    ({ path, line }) => `Add this line to ${tildePath(path, env)} by hand:\n  ${line}\n`,
  );
  const later = startUp.plan.functions?.profile === profile ? 'authaws' : command;
  const hasLater = changed.length > 0 && state.startUp === 'there' && now !== later;
  return `${byHand.join('')}${head} In this terminal:\n  ${now}\n${hasLater ? `In each new one:\n  ${later}\n` : ''}`;
}

/** The line that runs a command of the functions, whether they are loaded or not (C8.4). */
function inThisShell(command: string, { plan }: StartUp, isThere: boolean, env: Environment): string {
  if (env.MFA_ENV_FUNCTIONS || env.MFA_ENV_SHELL_PID) return command;
  const { shell, functions } = plan;
  const { evalLine } = dialects[shell];
  if (!isThere) return evalLine(command.replace(/^authaws/, 'mfa-env'));
  const load = functions ? sourceLine(shell, functions.path, env) : evalLine(`mfa-env init ${shell}`);
  return `${load} && ${command}`;
}

function sourceLine(shell: StartUp['plan']['shell'], file: string, env: Environment): string {
  const short = tildePath(file, env);
  return `${shell === 'fish' ? 'source' : '.'} ${/^~\//.test(short) && isPlain(short.slice(2)) ? short : word(file)}`;
}
