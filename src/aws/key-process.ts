import { execFile } from 'node:child_process';
import { configuration, type Failure } from '../errors.ts';
import type { KeyPair } from './profile.ts';

/** Milliseconds: the process may wait for a password, but not for ever. */
const patience = 60_000;

/**
 * Runs a profile's `credential_process` and reads its document (AWS SDKs guide, feature-process-credentials).
 * @param profile whose it is, for messages
 * @throws Failure (configuration) where it fails, hangs, or gives no long-lived keys; its output is never shown
 */
export async function keysFromProcess(command: string, profile: string): Promise<KeyPair> {
  const fail = (what: string, cause?: unknown): Failure =>
    configuration(`credential_process of profile ${profile} ${what}`, `run it by hand to see why: ${command}`, cause);
  const output = await run(command).catch((error: { killed?: boolean; code?: number | string }) => {
    throw fail(error.killed ? `took longer than ${patience / 1000} s` : `failed (${error.code ?? 'signal'})`);
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

function run(command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { timeout: patience, killSignal: 'SIGKILL', maxBuffer: 1 << 20 } as const;
    const child = execFile('/bin/sh', ['-c', command], options, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    );
    child.stdin?.end();
  });
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
