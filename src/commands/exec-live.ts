import path from 'node:path';
import { freeName, plainBytes, withProcessProfile } from '../aws/files/process-profile.ts';
import { profileNames } from '../aws/profile.ts';
import { type Option, type OptionName, type Options, options as table } from '../cli/options.ts';
import { toType } from '../cli/to-type.ts';
import type { Context } from '../context.ts';
import { configuration, usage } from '../errors.ts';
import { fileOfThisRun } from '../fs/file-of-run.ts';
import { privateFolder, reasonOf } from '../fs/folders.ts';
import { getSession } from '../session/get-session.ts';
import { type ResolvedConfig, resolveConfig, sessionRequest } from '../session/resolve.ts';
import { applied, beforeSession, credentials, type Environment, selectors } from '../shell/env-diff.ts';
import { thisInstallation } from '../shell/functions-text.ts';
import { say } from '../system/output.ts';
import { cacheFolder } from '../system/paths.ts';
import { sessionLine } from '../text/format.ts';
import { word } from '../text/quote.ts';
import { noRegion } from './render-session.ts';
import type { CommandResult } from './result.ts';

/** What renews needs the cache, and could give the command all that its user may do (C11.2). */
const unfit = ['no-cache', 'read-only', 'policy-arn'];

/**
 * Runs a command with a profile of its own in place of keys: its `credential_process` is this mfa-env, so that SDKs renew
 * the session by themselves (C11.1). The session is there before the command starts. @throws Failure
 */
export async function execLive(words: readonly string[], options: Options, context: Context): Promise<CommandResult> {
  const { env } = context;
  const other = unfit.find((name) => options[name as OptionName]);
  if (other) throw usage(`--live and --${other} cannot be used together`, 'remove one of them');
  const resolved = await resolveConfig(sessionRequest(undefined, options), context);
  const { files, selection, request, settings } = resolved;
  if (selection.name === '') {
    throw usage(
      '--live needs a profile: what renews the session is not given the key of the environment',
      toType(env)('exec', '--live', 'PROFILE', '--', ...words),
    );
  }
  const folder = cacheFolder(env);
  const name = freeName(selection.name, profileNames(files));
  const profile = { name, command: renewing(resolved, options), region: request.region ?? settings.region };
  const content = withProcessProfile(files.config.path, profile);
  plainBytes(files.credentials.path);
  inFolder(folder, () => privateFolder(folder)); // before a code is used
  const { outcome } = await getSession(resolved, context);
  if (outcome.fresh && !options.quiet) say(sessionLine(outcome, context.now()) + noRegion(outcome, env));
  context.watchSignals(); // a signal ends with the event `exit`
  const file = inFolder(folder, () => fileOfThisRun(folder, 'config', content));
  const { runAsChild } = await import('./run-with-session.ts');
  const [command = '', ...args] = words;
  return { status: await runAsChild(command, args, withProfile(env, file, name)) };
}

/**
 * The command line that gives the session anew. It reads the user's own files, whatever the command has in its
 * environment.
 */
function renewing({ files, selection }: ResolvedConfig, given: Options): string[] {
  const { node, script } = thisInstallation();
  const places = Object.entries({
    AWS_CONFIG_FILE: path.resolve(files.config.path),
    AWS_SHARED_CREDENTIALS_FILE: path.resolve(files.credentials.path),
  });
  const left = ['profile', 'live', 'refresh'];
  const asked = Object.entries(given).filter(
    ([name]) => (table[name as OptionName] as Option).group === 'Session' && !left.includes(name),
  );
  return [
    ...['/usr/bin/env', '-u', 'AWS_PROFILE', ...places.map(([name, place]) => `${name}=${place}`)],
    ...[node, script, '-f', 'json', `--profile=${selection.name}`],
    ...asked.map(([name, value]) => (value === true ? `--${name}` : `--${name}=${value}`)),
  ];
}

/** The environment with the profile, and without what tools would prefer to it. */
function withProfile(env: Environment, file: string, name: string): Environment {
  const unset = [...credentials, ...selectors, 'AWS_WEB_IDENTITY_TOKEN_FILE', 'MFA_ENV_FUNCTIONS'];
  // The SDKs of Go and JavaScript before v2 and v3 read a config file only where they are told.
  const set = { AWS_CONFIG_FILE: file, AWS_PROFILE: name, AWS_SDK_LOAD_CONFIG: '1' };
  return applied(beforeSession(env), { unset, set });
}

function inFolder<Result>(folder: string, write: () => Result): Result {
  try {
    return write();
  } catch (error) {
    throw configuration(
      `--live needs the cache, and it cannot be written (${reasonOf(error)})`,
      `check its owner and mode: ls -ld ${word(folder)}`,
      error,
    );
  }
}
