import { replaceFile } from '../../fs/atomic-write.ts';
import { reasonOf } from '../../fs/folders.ts';
import type { Environment } from '../../shell/env-diff.ts';
import type { Installation } from '../../shell/functions-text.ts';
import { oneLine } from '../../text/format.ts';
import { lookAt } from './files.ts';
import { writeFunctionsFile } from './functions-file.ts';
import { withBlock } from './lines.ts';
import { bytesOf, changeOf, type StartUpPlan } from './plan.ts';

interface Applied {
  path: string;
  problem?: string | undefined;
  /** To add by hand, where the problem is with a start-up file. */
  line?: string;
}

/** Does what a plan says, and looks again at files that may have changed since. @returns the files that it tried to write */
export function applyStartUp(plan: StartUpPlan, env: Environment, installation?: Installation): Applied[] {
  const { shell, functions } = plan;
  if (shell === 'posix' || !functions) return [];
  if (functions.state === 'cannot') return [{ path: functions.path, problem: functions.reason }];
  const applied: Applied[] = [];
  if (functions.state === 'write') {
    const problem = problemOf(() => writeFunctionsFile(shell, env, functions, installation));
    applied.push({ path: functions.path, problem });
    if (problem !== undefined) return applied; // a line that loads nothing helps nobody
  }
  for (const { path, line } of plan.files) {
    const look = lookAt(path);
    const { state, reason } = changeOf(look, line);
    if (state === 'done' || state === 'own line') continue;
    const problem =
      state === 'cannot'
        ? reason
        : problemOf(() => replaceFile(path, Buffer.from(withBlock(look.text, bytesOf(line)), 'latin1')));
    applied.push({ path, problem, ...(oneLine(line) === line && { line }) });
  }
  return applied;
}

/** Why an action fails; undefined where it does not. */
export function problemOf(action: () => void): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return `it cannot be written (${reasonOf(error)})`;
  }
}
