import { accessSync, constants, lstatSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { unlessFailure } from '../../errors.ts';
import { closingProblem, namesIn } from '../../fs/folders.ts';
import { folderProblem } from '../../fs/trust.ts';
import type { Environment } from '../../shell/env-diff.ts';
import { cacheFolder, homeFolder } from '../../system/paths.ts';
import type { CacheFacts } from '../facts.ts';

/** Looks at the cache folder, or at its nearest ancestor that exists. Creates and changes nothing. */
export function lookAtCache(env: Environment): CacheFacts {
  const folder = unlessFailure(() => cacheFolder(env)) ?? ''; // the check of the AWS files reports a missing home folder
  const uid = process.getuid?.() ?? -1;
  let problem = folder ? folderProblem(folder) : undefined;
  const nearest = nearestOf(folder || '/');
  const isIn = nearest.path === folder && nearest.kind === 'folder' && problem === undefined;
  if (isIn) problem = closingProblem(folder);
  const foreignFiles = isIn
    ? namesIn(folder).filter((name) => (factsOf(path.join(folder, name), lstatSync)?.uid ?? uid) !== uid).length
    : 0;
  return { folder, problem, nearest, foreignFiles, uid, home: homeFolder(env) };
}

function nearestOf(folder: string): CacheFacts['nearest'] {
  const itself = factsOf(folder, lstatSync);
  if (!itself && path.dirname(folder) !== folder) return nearestOf(path.dirname(folder));
  const there = factsOf(folder, statSync);
  const kind = itself?.isSymbolicLink() ? 'link' : there?.isDirectory() ? 'folder' : 'other';
  return { path: folder, kind, uid: there?.uid ?? -1, mode: there?.mode ?? 0, writable: isWritable(folder) };
}

function factsOf(file: string, look: (file: string) => Stats): Stats | undefined {
  try {
    return look(file);
  } catch {
    return undefined;
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
