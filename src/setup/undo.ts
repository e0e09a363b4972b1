import { exitStatus } from '../errors.ts';
import type { Environment } from '../shell/env-diff.ts';
import { tildePath } from '../system/paths.ts';
import { firstMark, lastMark } from './start-up/block.ts';
import { type Undone, undoStartUp } from './start-up/undo.ts';

/**
 * `mfa-env setup --undo`: takes out what setup put into start-up files (C8.3).
 * @returns what was done, in words, and the exit status: 1 where a file had to stay as it is
 */
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
