import { selectedName } from '../aws/select-profile.ts';
import { onlyProfile } from '../aws/startable.ts';
import { hasFunctions, profileWords } from '../cli/to-type.ts';
import { dialects } from '../shell/dialects.ts';
import type { Environment } from '../shell/env-diff.ts';
import { tildePath } from '../system/paths.ts';
import { commandWords, isPlain, word } from '../text/quote.ts';
import type { Guide, StartUp } from './guide.ts';
import { nameOf } from './user.ts';

/** The last words: what is there, the line for this terminal, and the one for the next. */
export function finish({ state, caller, changed, files, context: { env }, startUp }: Guide): string {
  if (state.ended) {
    return `Nothing was set up. SSO asks for MFA by itself:\n  aws sso login --profile ${word(state.sso[0] ?? '')}\n`;
  }
  const { profile = 'default' } = state;
  const isNew = changed.length > 0;
  const head = isNew
    ? 'All is set up. '
    : `All is set up already for profile ${profile}${caller ? `: ${nameOf(caller)}` : ''}.\n`;
  if (!isNew && env.MFA_ENV_PROFILE === profile) return `${head}This terminal has its session.\n`;
  const byHand = startUp.byHand.map(
    ({ path, line }) => `Add this line to ${tildePath(path, env)} by hand:\n  ${line}\n`,
  );
  const isThere = state.startUp === 'there';
  const isUsual = selectedName(undefined, env) === profile || onlyProfile(files, env) === profile;
  const named = isUsual ? 'authaws' : commandWords(['authaws', ...profileWords(profile)]);
  const later = startUp.plan.functions?.profile === profile ? 'authaws' : named;
  const now = inThisShell(named, later, isThere ? startUp : undefined, env) ?? evalLine(named, startUp);
  const next = isNew && isThere && now !== later ? `In new terminals:\n  ${later}\n` : '';
  return `${byHand.join('')}${head}In this terminal:\n  ${now}\n${next}`;
}

/** The line that runs the functions in the calling shell: `named` where it has them, `later` where it reads them anew. */
function inThisShell(named: string, later: string, startUp: StartUp | undefined, env: Environment): string | undefined {
  if (hasFunctions(env)) return named;
  if (!startUp) return undefined;
  const { shell, functions } = startUp.plan;
  if (functions) return `${sourceLine(shell, functions.path, env)} && ${later}`;
  return `${dialects[shell].evalLine(`mfa-env init ${shell}`)} && ${named}`;
}

const evalLine = (command: string, { plan }: StartUp): string =>
  dialects[plan.shell].evalLine(command.replace(/^authaws/, 'mfa-env'));

function sourceLine(shell: StartUp['plan']['shell'], file: string, env: Environment): string {
  const short = tildePath(file, env);
  return `${shell === 'fish' ? 'source' : '.'} ${/^~\//.test(short) && isPlain(short.slice(2)) ? short : word(file)}`;
}
