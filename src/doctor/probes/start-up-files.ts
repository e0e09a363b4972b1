import { lookAt, startUpPaths } from '../../setup/start-up/files.ts';
import { readFunctionsFile } from '../../setup/start-up/functions-file.ts';
import { blockIn, loadsFunctions, outsideBlocks } from '../../setup/start-up/lines.ts';
import type { ShellName } from '../../shell/dialects.ts';
import type { Environment } from '../../shell/env-diff.ts';
import { homeFolder } from '../../system/paths.ts';
import type { StartUpFile } from '../facts.ts';

/** The start-up files of a shell, and whether each loads the functions; empty for a shell that has none. */
export function startUpFiles(shell: ShellName, env: Environment): StartUpFile[] {
  if (shell === 'posix' || !homeFolder(env)) return [];
  const { made } = readFunctionsFile(shell, env);
  return startUpPaths(shell, env)
    .map(lookAt)
    .filter(({ text }, at) => at === 0 || text !== undefined)
    .map(({ path, text = '' }) => ({
      path,
      loads: loadsFunctions(outsideBlocks(text)) || (made !== undefined && loadsFunctions(blockIn(text) ?? '')),
    }));
}
