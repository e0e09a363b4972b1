import { lstatSync, readdirSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { isAlive, pidNamespace } from '../system/process.ts';

/** After this time, a file of another container is abandoned: its process cannot be seen from here. */
const FOREIGN_LEFTOVER_MS = 600_000;

/** The file beside a target in which this process writes its replacement. */
export const temporaryFor = (target: string): string =>
  path.join(path.dirname(target), `${prefixOf(target)}${[process.pid, ...namespace()].join('-')}`);

const prefixOf = (target: string): string => `.${path.basename(target)}.mfa-env-`;

/** A container that shares the folder may use the same process numbers. */
const namespace = (): string[] => pidNamespace().match(/\d+/g) ?? [];

/**
 * Deletes the temporary files of killed processes.
 * @param target only the temporary files of this file; undefined: all in the folder
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
 * Deletes a file, if it exists. rmSync would load another module for its `force`.
 * @throws what the file system says
 */
export function removeFile(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
