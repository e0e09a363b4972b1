import { rmdirSync } from 'node:fs';
import path from 'node:path';
import { cannotWrite } from '../aws/files/change-file.ts';
import { refused } from '../errors.ts';
import { privateFolder } from '../fs/folders.ts';
import { takeLock } from '../fs/lock.ts';
import type { Local } from './guide.ts';

/** The other one may wait for its user, so it is not waited for. */
const LOCK_TIMEOUT_MS = 500;

/** Does a work while no other rotation of these files runs. @throws Failure where one does, or nothing can be written */
export async function alone<Result>({ folder, line }: Local, work: () => Promise<Result>): Promise<Result> {
  const file = path.join(folder, 'rotate.lock');
  let release: () => void;
  try {
    privateFolder(folder);
    release = await takeLock(file, undefined, AbortSignal.timeout(LOCK_TIMEOUT_MS));
  } catch (error) {
    if ((error as Error).name !== 'TimeoutError') throw cannotWrite(file, error, 'nothing was changed');
    throw refused('another mfa-env rotate is running', `wait until it ends, then: ${line()}`, error);
  }
  try {
    return await work();
  } finally {
    release();
    removeIfEmpty(folder);
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {}
}
