import { lstatSync, readlinkSync, statSync } from 'node:fs';

/**
 * Why a folder cannot be trusted: who can write into it, or sends us there by a link, could give us a session of his.
 * One that is not there has no problem. What cannot be looked at cannot be read either, and reading it tells why.
 */
export function folderProblem(folder: string): string | undefined {
  try {
    const link = foreignLink(folder);
    if (link !== undefined) return `${link} is a link of another user's`;
    const stat = statSync(folder, { throwIfNoEntry: false });
    if (!stat) return undefined;
    if (stat.uid !== process.getuid?.()) return `${folder} belongs to another user`;
    return stat.mode & 0o022 ? `${folder} can be written by others` : undefined;
  } catch {
    return undefined;
  }
}

/** As many links as Linux follows on one path (path_resolution(7)). */
const mostLinks = 40;

/** The first link on the way to a path that neither the user nor root has made. @throws what the file system says */
export function foreignLink(file: string, links = 0): string | undefined {
  for (let end = 0; end >= 0 && links < mostLinks; ) {
    end = file.indexOf('/', end + 1);
    const part = end < 0 ? file : file.slice(0, end);
    const stat = lstatSync(part, { throwIfNoEntry: false });
    if (!stat) return undefined;
    if (!stat.isSymbolicLink()) continue;
    if (isForeign(stat)) return part;
    const target = readlinkSync(part);
    const start = target.startsWith('/') ? '' : part.slice(0, part.lastIndexOf('/') + 1);
    return foreignLink(start + target + file.slice(part.length), links + 1);
  }
  return undefined;
}

/** Whether something is another user's; what is root's is everybody's, as /tmp is. */
export const isForeign = ({ uid }: { uid: number }): boolean => uid !== 0 && uid !== process.getuid?.();
