import { unlinkSync } from 'node:fs';

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
