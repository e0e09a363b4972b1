import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { freeName, plainBytes, withProcessProfile } from '../aws/files/process-profile.ts';
import { profileNames } from '../aws/profile.ts';
import { type Option, type OptionName, type Options, options as table } from '../cli/options.ts';
import { type ToType, toType } from '../cli/to-type.ts';
import type { Context } from '../context.ts';
import { configuration, usage } from '../errors.ts';
import { fileOfThisRun } from '../fs/file-of-run.ts';
import { privateFolder, reasonOf } from '../fs/folders.ts';
import { modeAdvice } from '../fs/mode-advice.ts';
import { getSession } from '../session/get-session.ts';
import { resolveConfig, sessionRequest } from '../session/resolve.ts';
import type { ResolvedConfig } from '../session/resolved-config.ts';
import { applied, beforeSession, credentials, type Environment, selectors } from '../shell/env-diff.ts';
import { thisInstallation } from '../shell/functions-text.ts';
import { say } from '../system/output.ts';
import { cacheFolder } from '../system/paths.ts';
import { sessionLine } from '../text/format.ts';
import { type CommandResult, noRegion } from './result.ts';

/**
 * Runs a command with a profile whose `credential_process` is this mfa-env, so that SDKs renew the session by themselves
 * (C11.1). The session is there before the command starts. @throws Failure
 */
export async function execLive(words: readonly string[], options: Options, context: Context): Promise<CommandResult> {
  const { env } = context;
  if (options['no-cache']) throw usage('--live and --no-cache cannot be used together', 'remove one of them');
  const again: ToType = (...more) => toType(env)('exec', '--live', ...more, '--', ...words);
  const resolved = await resolveConfig(sessionRequest(options), context, again);
  const { files, selection, request, settings } = resolved;
  if (selection.name === '') {
    throw usage(
      '--live needs a profile: it cannot renew a session with a key of the environment',
      toType(env)('exec', '--live', 'PROFILE', '--', ...words),
    );
  }
  const folder = cacheFolder(env);
  const name = freeName(selection.name, profileNames(files));
  const profile = { name, command: renewing(resolved, options), region: request.region ?? settings.region };
  const config = plainBytes(files.config.path);
  plainBytes(files.credentials.path);
  // The other profiles lead to more power (C11.2).
  const others = request.limit === undefined ? config : Buffer.alloc(0);
  const content = withProcessProfile(others, files.config.path, profile);
  inFolder(folder, () => {
    privateFolder(folder);
    accessSync(folder, constants.W_OK);
  }); // before a code is used
  const { outcome } = await getSession(resolved, context);
  if (outcome.fresh && !options.quiet) say(sessionLine(outcome, context.now()) + noRegion(outcome, env));
  context.watchSignals(); // a signal ends with the event `exit`
  const file = inFolder(folder, () => fileOfThisRun(folder, 'config', content));
  const { runAsChild } = await import('../system/run-command.ts');
  const [command = '', ...args] = words;
  return { status: await runAsChild(command, args, withProfile(env, file, name, outcome.limit !== undefined)) };
}

/** The command line that gives the session anew, from the user's own files, whatever environment it runs in. */
function renewing({ files, selection, request }: ResolvedConfig, given: Options): string[] {
  const { node, script } = thisInstallation();
  const places = Object.entries({
    AWS_CONFIG_FILE: path.resolve(files.config.path),
    AWS_SHARED_CREDENTIALS_FILE: path.resolve(files.credentials.path),
  });
  const apart = ['profile', 'live', 'refresh', 'policy-arn'];
  const asked = Object.entries(given).filter(
    ([name]) => (table[name as OptionName] as Option).group === 'Session' && !apart.includes(name),
  );
  return [
    ...['/usr/bin/env', '-u', 'AWS_PROFILE', ...places.map(([name, place]) => `${name}=${place}`)],
    ...[node, script, '-f', 'json', `--profile=${selection.name}`],
    ...asked.map(([name, value]) => (value === true ? `--${name}` : `--${name}=${value}`)),
    ...request.limits.policyArns.map((arn) => `--policy-arn=${arn}`),
  ];
}

/** The environment with the profile, and without what tools would prefer to it. */
function withProfile(env: Environment, file: string, name: string, isLimited: boolean): Environment {
  const ways = isLimited ? ['MFA_ENV_CODE_COMMAND'] : [];
  const unset = [...credentials, ...selectors, 'AWS_WEB_IDENTITY_TOKEN_FILE', 'MFA_ENV_FUNCTIONS', ...ways];
  // The SDKs of Go and JavaScript before v2 and v3 read a config file only where they are told.
  const set = {
    ...{ AWS_CONFIG_FILE: file, AWS_PROFILE: name, AWS_SDK_LOAD_CONFIG: '1' },
    ...(isLimited && { AWS_SHARED_CREDENTIALS_FILE: '/dev/null' }),
  };
  return applied(beforeSession(env), { unset, set });
}

function inFolder<Result>(folder: string, write: () => Result): Result {
  try {
    return write();
  } catch (error) {
    throw configuration(
      `--live needs the cache, and it cannot be written (${reasonOf(error)})`,
      modeAdvice(folder),
      error,
    );
  }
}
