import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { lookAt, startUpPaths } from '../../setup/start-up/files.ts';
import { readFunctionsFile } from '../../setup/start-up/functions-file.ts';
import { blockIn, loadsFunctions, outsideBlocks } from '../../setup/start-up/lines.ts';
import type { ShellName } from '../../shell/dialects.ts';
import type { Environment } from '../../shell/env-diff.ts';
import { homeFolder } from '../../system/paths.ts';
import type { Program, StartUpFile } from '../facts.ts';

/** The `mfa-env` programs on a PATH, in its order. Symlinks to the same file count once. */
export function programsOn(searchPath: string): Program[] {
  const found = new Map<string, Program>();
  for (const folder of searchPath.split(path.delimiter).filter((one) => path.isAbsolute(one))) {
    const program = programAt(path.join(folder, 'mfa-env'));
    if (program && !found.has(program.target)) found.set(program.target, program);
  }
  return [...found.values()];
}

export const commandSettings = ['credential_process', 'mfa_process'] as const;

/** The programs that commands in the files name and that cannot be run. @param texts contents of the files */
export function missingPrograms(texts: readonly string[], env: Environment): string[] {
  const setting = new RegExp(`^[ \\t]*(?:${commandSettings.join('|')})[ \\t]*=(.*)$`, 'gim');
  const lines = texts.flatMap((text) => [...text.matchAll(setting)].map(([, line = '']) => line.trim()));
  const named = new Set(lines.map(programIn).filter((name) => name !== undefined));
  return [...named].filter((name) => !isRunnable(name, env));
}

/** The first program that a line of sh runs; undefined where only a shell can tell. */
export function programIn(line: string): string | undefined {
  const quoted = /^(["'])([^"'$`\\]+)\1(?=[\s;|&]|$)/.exec(line)?.[2];
  const name = quoted ?? /^(?:~\/)?[\w./@%+:,-]+(?=[\s;|&]|$)/.exec(line)?.[0];
  return name === undefined || shellWords.has(name) ? undefined : name;
}

const shellWords = new Set(
  `: . alias bg break case cd command continue do done echo elif else esac eval exec exit export false fc fg fi for
  function getopts hash if in jobs kill let local newgrp printf pwd read readonly return set shift source test then
  time times trap true type ulimit umask unalias unset until wait while`.split(/\s+/),
);

function isRunnable(name: string, env: Environment): boolean {
  if (name.includes('/')) return programAt(name.replace(/^~(?=\/)/, () => homeFolder(env))) !== undefined;
  return (env.PATH ?? '').split(path.delimiter).some((folder) => programAt(path.join(folder || '.', name)));
}

function programAt(file: string): Program | undefined {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile() ? { path: file, target: realpathSync(file) } : undefined;
  } catch {
    return undefined;
  }
}

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
