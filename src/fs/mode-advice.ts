import { lstatSync } from 'node:fs';
import { word } from '../text/quote.ts';

/**
 * What to type about a file or a folder that is not trusted or not usable: the mode that helps, where the user may set
 * it; else a look. @param refused the bits that others must not have
 */
export function modeAdvice(file: string, refused = 0o022): string {
  const mode = modeToSet(file, refused);
  return mode ? `set its mode: chmod ${mode} ${word(file)}` : `check its owner and mode: ls -ld ${word(file)}`;
}

function modeToSet(file: string, refused: number): string | undefined {
  try {
    const stat = lstatSync(file);
    // A file may hold what another user wrote, and a shared folder such as /tmp is not theirs to close.
    const isOpen = stat.mode & (stat.isFile() ? 0o022 : 0o1000);
    if (stat.uid !== process.getuid?.() || !(stat.isFile() || stat.isDirectory()) || isOpen) return undefined;
    const wanted = stat.isFile() ? 0o600 : 0o700;
    return stat.mode & refused || (stat.mode & wanted) !== wanted ? wanted.toString(8) : undefined;
  } catch {
    return undefined;
  }
}
