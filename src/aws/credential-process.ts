import { configuration, type Failure } from '../errors.ts';
import type { Environment } from '../shell/env-diff.ts';
import { type CommandError, failureOf, runLine } from '../system/run-line.ts';
import { keptKey } from './kept-key.ts';
import type { KeyPair } from './profile.ts';

/** The process may ask for a password, so it gets a minute. */
const PROCESS_TIMEOUT_MS = 60_000;

/**
 * Runs a `credential_process` (AWS SDKs guide, feature-process-credentials). Its output is never shown.
 * @throws Failure (configuration) where it fails, times out, or prints no long-term keys
 */
export async function keysFromProcess(
  command: string,
  profile: string,
  env: Environment,
  timeoutMs = PROCESS_TIMEOUT_MS,
): Promise<KeyPair> {
  const outerProfiles = env[OUTER_PROFILES]?.split('\n') ?? [];
  if (outerProfiles.includes(profile)) {
    throw configuration(
      `credential_process of profile ${profile} asks for profile ${profile} again`,
      'keep the access key in a profile of another name, and use that one',
    );
  }
  // The message leaves the command out, since it may hold a secret. That of a store would print one.
  const advice = keptKey(command)
    ? 'see whether its store is there and open, then try again'
    : 'run that command by hand to see why';
  const fail = (problem: string, cause?: unknown): Failure =>
    configuration(`credential_process of profile ${profile} ${problem}`, advice, cause);
  const output = await runLine(
    command,
    { ...env, [OUTER_PROFILES]: [...outerProfiles, profile].join('\n') },
    timeoutMs,
    'hidden',
  ).catch((error: CommandError) => {
    throw fail(failureOf(error, timeoutMs));
  });
  const document = parsed(output);
  if (!document) throw fail('printed no JSON');
  const { AccessKeyId, SecretAccessKey, SessionToken } = document;
  if (typeof AccessKeyId !== 'string' || typeof SecretAccessKey !== 'string' || !AccessKeyId || !SecretAccessKey) {
    throw fail('printed no AccessKeyId or no SecretAccessKey');
  }
  if (SessionToken) throw fail('printed session keys, and a session cannot start another one');
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
}

/** Lists the profiles whose processes are running, so that a process that calls mfa-env cannot recurse for ever. */
const OUTER_PROFILES = 'MFA_ENV_WITHIN';

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
