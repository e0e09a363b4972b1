import { configuration, type Failure } from '../errors.ts';
import type { Environment } from '../shell/env-diff.ts';
import { type CommandError, failureOf, runLine } from '../system/run-line.ts';
import type { KeyPair } from './profile.ts';

/** Milliseconds: the process may wait for a password, but not for ever. */
const PROCESS_TIMEOUT_MS = 60_000;

/**
 * Runs a profile's `credential_process` and reads its document (AWS SDKs guide, feature-process-credentials).
 * @param profile whose it is, for messages
 * @throws Failure (configuration) where it fails, hangs, or gives no long-term keys; its output is never shown
 */
export async function keysFromProcess(
  command: string,
  profile: string,
  env: Environment,
  timeoutMs = PROCESS_TIMEOUT_MS,
): Promise<KeyPair> {
  const outer = env[within]?.split('\n') ?? [];
  if (outer.includes(profile)) {
    throw configuration(
      `credential_process of profile ${profile} asks for profile ${profile} again`,
      'give the profile that mfa-env is to sign with keys of its own, under another name',
    );
  }
  const fail = (what: string, cause?: unknown): Failure =>
    // The command itself may hold a secret.
    configuration(`credential_process of profile ${profile} ${what}`, 'run that command by hand to see why', cause);
  const output = await runLine(
    command,
    { ...env, [within]: [...outer, profile].join('\n') },
    timeoutMs,
    'hidden',
  ).catch((error: CommandError) => {
    throw fail(failureOf(error, timeoutMs));
  });
  const document = parsed(output);
  if (!document) throw fail('printed no JSON');
  const { AccessKeyId, SecretAccessKey, SessionToken } = document;
  if (typeof AccessKeyId !== 'string' || typeof SecretAccessKey !== 'string' || !AccessKeyId || !SecretAccessKey) {
    throw fail('gave no AccessKeyId or no SecretAccessKey');
  }
  if (SessionToken) throw fail('gave the keys of a session, and a session cannot start another');
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
}

/** Names the profiles whose processes this one runs in: without it, one that calls mfa-env could go on for ever. */
const within = 'MFA_ENV_WITHIN';

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
