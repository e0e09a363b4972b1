import { accessSync, constants, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { configuration, type Failure, isFailure } from '../../errors.ts';
import { rehearseReplace, replaceFile, resolved } from '../../fs/atomic-write.ts';
import { isTemporary, reasonOf } from '../../fs/folders.ts';
import { takeLock } from '../../fs/lock.ts';
import { word } from '../../text/quote.ts';
import { readAwsText } from './read.ts';

/** A writer needs a few milliseconds, but may have been stopped with Ctrl-Z. */
export const LOCK_TIMEOUT_MS = 30_000;

/**
 * Changes one of AWS's files as a whole, one writer at a time (C5.4).
 * @param change old text → new text, both as latin1, which keeps bytes that are not UTF-8
 * @throws Failure (configuration) where the file cannot be written; then it is unchanged
 */
export async function changeFile(
  file: string,
  change: (text: string) => string,
  { timeoutMs = LOCK_TIMEOUT_MS, isPrivate = false } = {},
): Promise<void> {
  try {
    refuseOdd(file);
    const target = resolved(file);
    const lock = path.join(path.dirname(target), `.${path.basename(target)}.mfa-env.lock`);
    const release = await takeLock(lock, AbortSignal.timeout(timeoutMs));
    try {
      const { mark, text } = await readAwsText(target, 'latin1');
      const changed = Buffer.from(mark + change(text), 'latin1');
      replaceFile(target, changed, isPrivate ? 0o600 : undefined);
    } finally {
      release();
    }
  } catch (error) {
    throw cannotWrite(file, error, 'it was not changed');
  }
}

/**
 * Refuses a pipe or a device, whose place another file would take; a file that its owner made read-only, which could be
 * replaced all the same; and the copy that `exec --live` takes away, and a key with it.
 */
function refuseOdd(file: string): Stats | undefined {
  if (isTemporary(file))
    throw configuration(`${file} is a copy that exec --live deletes at its end`, 'do this outside of that command');
  const old = statSync(file, { throwIfNoEntry: false });
  if (old && !old.isFile())
    throw configuration(
      `${file} is not a plain file, and cannot be written`,
      'name another one in AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE',
    );
  if (old && !(old.mode & 0o200))
    throw configuration(`${file} is read-only`, `make it writable: chmod u+w ${word(file)}`);
  return old;
}

interface Rehearsal {
  holds: string;
  /** What a failure says besides. */
  advice: string;
  /** Called if other users can read the file, since its mode is left unchanged (C5.4). */
  warn: (message: string) => void;
}

/** Does all of `changeFile` but the last step. @throws Failure (configuration) where that would fail */
export async function rehearseChange(
  file: string,
  change: (text: string) => string,
  { holds, advice, warn }: Rehearsal,
): Promise<void> {
  try {
    const old = refuseOdd(file);
    const target = resolved(file);
    const { mark, text } = await readAwsText(target, 'latin1');
    const edited = mark + change(text);
    if (old) accessSync(target, constants.W_OK); // fails for an immutable file, too
    rehearseReplace(target, Buffer.from(edited, 'latin1'));
    if (old && old.mode & 0o044)
      warn(
        `others on this machine can read ${file}, which will hold ${holds}; to prevent that: chmod 600 ${word(file)}`,
      );
  } catch (error) {
    throw cannotWrite(file, error, advice);
  }
}

export function cannotWrite(file: string, error: unknown, advice: string): Failure {
  if (isFailure(error)) return error;
  const isBusy = (error as Error).name === 'TimeoutError';
  const reason = isBusy ? 'another mfa-env is using it' : reasonOf(error);
  const owner = reason === 'EPERM' ? `; its owner and group cannot be kept: ls -l ${word(file)}` : '';
  return configuration(`${file} cannot be written (${reason})`, advice + owner, error);
}

/** A name or value as the bytes that the file holds. */
export const asBytes = (text: string): string => Buffer.from(text).toString('latin1');
