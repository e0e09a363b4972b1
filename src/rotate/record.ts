import { rmdirSync } from 'node:fs';
import path from 'node:path';
import { cannotWrite } from '../aws/files/change-file.ts';
import type { KeyPair } from '../aws/profile.ts';
import { configuration, refused } from '../errors.ts';
import { replacePrivateFile } from '../fs/atomic-write.ts';
import { namesIn, privateFolder, removeFile, sweep } from '../fs/folders.ts';
import { takeLock } from '../fs/lock.ts';
import { modeAdvice } from '../fs/mode-advice.ts';
import { folderProblem, readOwn } from '../fs/trust.ts';
import { word } from '../text/quote.ts';
import type { RotationState } from './steps.ts';

/** A key, and its secret as long as somebody may need it. */
type KeptKey = Pick<KeyPair, 'accessKeyId'> & Partial<KeyPair>;

/** What is kept of a rotation, until it is finished. */
interface Rotation extends Omit<RotationState, 'from' | 'to' | 'known'> {
  version: 1;
  from: KeptKey;
  to?: KeptKey | undefined;
  known: string[];
}

/** The rotation in a file of `recordFolder`. */
export interface Kept {
  file: string;
  rotation: Rotation;
}

/** Beside the credentials file, which holds the same secrets: they are on the same disk and in the same backups. */
export const recordFolder = (credentials: string): string => path.join(path.dirname(credentials), 'mfa-env');

export const recordFile = (folder: string, from: string): string => path.join(folder, `rotation-${from}.json`);

/** The last rotation to or from a key. @throws Failure (configuration) where a file cannot be trusted */
export function findRotation(folder: string, id: string): Kept | undefined {
  const untrusted = folderProblem(folder);
  if (untrusted !== undefined) throw distrust(untrusted, modeAdvice(folder));
  const kept = namesIn(folder)
    .filter((name) => /^rotation-\w+\.json$/.test(name))
    .map((name) => read(path.join(folder, name)))
    .filter(({ rotation: { from, to } }) => from.accessKeyId === id || to?.accessKeyId === id);
  return kept.sort((a, b) => b.rotation.begun - a.rotation.begun)[0];
}

function read(file: string): Kept {
  let found: ReturnType<typeof readOwn>;
  try {
    found = readOwn(file, 0o077);
  } catch (error) {
    throw distrust(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`, modeAdvice(file));
  }
  if (found.problem !== undefined) throw distrust(found.problem, modeAdvice(file, 0o077));
  const rotation = parsed(found.text ?? '');
  if (rotation) return { file, rotation };
  throw configuration(
    `${file} is damaged, so rotate does not use it`,
    `set it aside, then run rotate again, which asks before it deletes a key: mv ${word(file)} ${word(`${file}.old`)}`,
  );
}

const distrust = (problem: string, advice: string): Error =>
  configuration(`${problem}, so rotate does not use it`, advice);

function parsed(text: string): Rotation | undefined {
  try {
    const value = JSON.parse(text) as Rotation;
    const { version, from, to, known, begun, isUndo, isDone } = value;
    const isFlag = (flag: unknown): boolean => typeof flag === 'boolean';
    const isWhole = Number.isFinite(begun) && [isUndo, isDone].every(isFlag) && known.every(isText);
    return version === 1 && isWhole && isKey(from) && (to === undefined || isKey(to)) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isText = (value: unknown): boolean => typeof value === 'string';

const isKey = ({ accessKeyId, secretAccessKey }: KeptKey): boolean =>
  /^\w+$/.test(accessKeyId) && (secretAccessKey === undefined || /^[!-~]+$/.test(secretAccessKey));

/** Writes what is kept of a rotation, for its owner alone. @throws Failure (configuration); the old text then stands */
export function keepRotation({ file, rotation }: Kept, advice = 'nothing was changed'): void {
  try {
    const folder = path.dirname(file);
    privateFolder(folder);
    replacePrivateFile(file, `${JSON.stringify(rotation)}\n`);
    sweep(folder, file); // a temporary file of a killed process holds a secret, too
  } catch (error) {
    throw cannotWrite(file, error, advice);
  }
}

/** @throws Failure (configuration) where it cannot be deleted */
export function forgetRotation({ file }: Kept): void {
  try {
    sweep(path.dirname(file), file);
    removeFile(file);
  } catch (error) {
    throw cannotWrite(file, error, `it holds a key that is deleted: rm ${word(file)}`);
  }
}

/** What the steps need of a rotation: no secret. */
export const rotationState = ({ from, to, known, begun, isUndo, isDone }: Rotation): RotationState => ({
  from: from.accessKeyId,
  to: to?.accessKeyId,
  known,
  begun,
  isUndo,
  isDone,
});

/** The other one may wait for its user, so it is not waited for. */
const LOCK_TIMEOUT_MS = 500;

/**
 * Does a work while no other rotation of these files runs.
 * @param where the folder of the record, and the line that starts this rotation again
 * @throws Failure where another one runs, or nothing can be written
 */
export async function alone<Result>(
  { folder, line }: { folder: string; line: () => string },
  work: () => Promise<Result>,
): Promise<Result> {
  const file = path.join(folder, 'rotate.lock');
  let release: () => void;
  try {
    privateFolder(folder);
    release = await takeLock(file, AbortSignal.timeout(LOCK_TIMEOUT_MS));
  } catch (error) {
    if ((error as Error).name !== 'TimeoutError') throw cannotWrite(file, error, 'nothing was changed');
    throw refused('another mfa-env rotate is running', `wait until it ends, then: ${line()}`, error);
  }
  try {
    return await work();
  } finally {
    release();
    try {
      rmdirSync(folder);
    } catch {} // it holds a record
  }
}
