import { lstatSync, readdirSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { isAlive, pidNamespace } from '../system/process.ts';

/** Milliseconds after which what a process elsewhere has left is nobody's. */
const FOREIGN_LEFTOVER_MS = 600_000;

/** The file beside a target in which this process writes what takes its place. */
export const temporaryFor = (target: string): string =>
  path.join(path.dirname(target), `${prefixOf(target)}${[process.pid, ...namespace()].join('-')}`);

const prefixOf = (target: string): string => `.${path.basename(target)}.mfa-env-`;

/** A container that shares the folder has other processes of the same numbers. */
const namespace = (): string[] => pidNamespace().match(/\d+/g) ?? [];

/**
 * Takes away what killed processes left in a folder.
 * @param target whose temporary files are meant; all of ours where it is not given
 */
export function sweep(folder: string, target?: string): void {
  const prefix = target === undefined ? '.' : prefixOf(target);
  for (const name of readdirSync(folder)) {
    const [, pid, where] = (name.startsWith(prefix) && /\.mfa-env-(\d+)(?:-(\d+))?$/.exec(name)) || [];
    const file = path.join(folder, name);
    if (pid !== undefined && isLeftOver(file, Number(pid), where)) removeFile(file);
  }
}

function isLeftOver(file: string, pid: number, where: string | undefined): boolean {
  if (where === undefined || namespace().includes(where)) return pid === process.pid || !isAlive(pid);
  const { mtimeMs = Date.now() } = lstatSync(file, { throwIfNoEntry: false }) ?? {};
  return Math.abs(Date.now() - mtimeMs) > FOREIGN_LEFTOVER_MS;
}

/**
 * Takes a file away, if it is there; rmSync would load a module for its `force`.
 * @throws what the file system says
 */
export function removeFile(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
