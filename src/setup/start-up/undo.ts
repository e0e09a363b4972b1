import { rmdirSync } from 'node:fs';
import path from 'node:path';
import { exitStatus } from '../../errors.ts';
import { replaceFile, resolved } from '../../fs/atomic-write.ts';
import { removeFile } from '../../fs/folders.ts';
import type { Environment } from '../../shell/env-diff.ts';
import { homeFolder, tildePath } from '../../system/paths.ts';
import { problemOf } from './apply.ts';
import { filesForLine, lookAt, startUpPaths } from './files.ts';
import { functionsFile, functionsShells, readFunctionsFile } from './functions-file.ts';
import { blockIn, firstMark, hasWholeBlocks, isStartUpLine, lastMark, withoutBlock } from './lines.ts';

interface Undone {
  path: string;
  did: 'lines taken out' | 'file deleted';
  /** Lines that somebody added between our marks, and that went with them. */
  foreign: readonly string[];
  problem?: string | undefined;
}

/** Takes out what `applyStartUp` did, for each shell: the lines byte for byte, and the functions files. */
export function undoStartUp(env: Environment): Undone[] {
  if (!homeFolder(env)) return [];
  const files = functionsShells.flatMap((shell) => [...startUpPaths(shell, env), ...filesForLine(shell, env)]);
  return [...[...new Set(files)].flatMap(undoFile), ...deleteFunctions(env)];
}

function undoFile(file: string): Undone[] {
  const { text, problem } = lookAt(file);
  if (text === undefined) return [];
  if (!hasWholeBlocks(text)) {
    return [{ path: file, did: 'lines taken out', foreign: [], problem: 'it holds a part of our lines' }];
  }
  if (blockIn(text) === undefined) return [];
  const { text: rest, foreign } = withoutBlock(text, isStartUpLine);
  const write = (): void => {
    if (rest === undefined) removeFile(resolved(file));
    else replaceFile(file, Buffer.from(rest, 'latin1'));
  };
  return [
    {
      path: file,
      did: rest === undefined ? 'file deleted' : 'lines taken out',
      foreign: foreign.map((line) => Buffer.from(line, 'latin1').toString()),
      problem: problem ?? problemOf(write),
    },
  ];
}

function deleteFunctions(env: Environment): Undone[] {
  const undone = functionsShells
    .filter((shell) => readFunctionsFile(shell, env).made)
    .map((shell): Undone => {
      const file = functionsFile(shell, env);
      return { path: file, did: 'file deleted', foreign: [], problem: problemOf(() => removeFile(file)) };
    });
  for (const { path: file } of undone.slice(0, 1)) {
    try {
      rmdirSync(path.dirname(file));
    } catch {} // it holds something else
  }
  return undone;
}

/** `mfa-env setup --undo` (C8.3). @returns what was done, in words, and status 1 where a file had to stay as it is */
export function undo(env: Environment): { text: string; status: number } {
  const undone = undoStartUp(env);
  const lines = undone.map((one) => told(one, env));
  if (undone.length === 0) lines.push('setup has put nothing into start-up files\n');
  lines.push('the AWS files are left alone: keys, profiles and MFA devices stay\n');
  const isDone = undone.every(({ problem }) => problem === undefined);
  return { text: lines.join(''), status: isDone ? exitStatus.done : exitStatus.refused };
}

function told({ path, did, foreign, problem }: Undone, env: Environment): string {
  const file = tildePath(path, env);
  if (problem !== undefined) return `${file} stays as it is: ${problem}\n${byHand[did]}`;
  const more = foreign.length > 0 ? `, and these lines, which stood among them:\n${indented(foreign)}` : '\n';
  return `${file}: ${did}${more}`;
}

const byHand = {
  'lines taken out': `  take out by hand what stands from ${firstMark} to ${lastMark}\n`,
  'file deleted': '  delete it by hand\n',
};

const indented = (lines: readonly string[]): string => lines.map((line) => `  ${line}\n`).join('');
