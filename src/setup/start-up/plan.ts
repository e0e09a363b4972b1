import type { ShellName } from '../../shell/dialects.ts';
import type { Environment } from '../../shell/env-diff.ts';
import type { FunctionsOptions, FunctionsShell, Installation } from '../../shell/functions-text.ts';
import { homeFolder } from '../../system/paths.ts';
import { oneLine } from '../../text/format.ts';
import { type FileLook, filesForLine, lookAt, startUpPaths } from './files.ts';
import { fileText, functionsFile, readFunctionsFile } from './functions-file.ts';
import { blockIn, hasWholeBlocks, outsideBlocks, ownLineIn, startUpLine, withBlock } from './lines.ts';

/** What setup would do so that new terminals have the functions. */
export interface StartUpPlan {
  /** `posix` has no functions, so there is nothing to do. */
  shell: ShellName;
  /** Undefined where no line of ours loads it. */
  functions?: FunctionsChange;
  files: readonly StartUpChange[];
  isDone: boolean;
}

interface FunctionsChange extends FunctionsOptions {
  path: string;
  state: 'write' | 'done' | 'cannot';
  reason?: string | undefined;
}

interface StartUpChange {
  path: string;
  line: string;
  /**
   * `add`: to the end of the file; `create`: a new file; `replace`: another line in our block; `done`: it is there.
   * `own line`: a line of the user's loads the functions; `cannot`: the file has to stay as it is.
   */
  state: 'add' | 'create' | 'replace' | 'done' | 'own line' | 'cannot';
  reason?: string | undefined;
  /** The number of the user's line. */
  ownLine?: number | undefined;
}

/** Reads files only. @param wanted what it leaves out stays as it is @throws Failure (configuration) without a home folder */
export function planStartUp(
  shell: ShellName,
  env: Environment,
  wanted: Partial<FunctionsOptions> = {},
  installation?: Installation,
): StartUpPlan {
  if (shell === 'posix') return { shell, files: [], isDone: true };
  const file = functionsFile(shell, env);
  const line = startUpLine(shell, file, homeFolder(env));
  const elsewhere = ownLineElsewhere(shell, env, line);
  const files = filesForLine(shell, env).map((path) => elsewhere ?? changeOf(lookAt(path), line));
  if (files.length > 0 && files.every(({ state }) => state === 'own line')) return { shell, files, isDone: true };
  const functions = functionsChange(shell, env, wanted, installation);
  const isLoaded = files.length > 0 && files.every(({ state }) => state === 'done' || state === 'own line');
  return { shell, functions, files, isDone: isLoaded && functions.state === 'done' };
}

export function changeOf({ path, text, problem }: FileLook, line: string): StartUpChange {
  const change = (state: StartUpChange['state'], more: Partial<StartUpChange> = {}): StartUpChange => ({
    path,
    line,
    state,
    ...more,
  });
  const isByHand = text !== undefined && outsideBlocks(text).split(/\r?\n/).includes(bytesOf(line));
  if (isByHand) return change('done');
  const ownLine = text === undefined ? undefined : ownLineIn(text);
  if (ownLine !== undefined) return change('own line', { ownLine });
  if (text !== undefined && !hasWholeBlocks(text)) return change('cannot', { reason: 'it holds a part of our lines' });
  if (text !== undefined && withBlock(text, bytesOf(line)) === text) return change('done');
  if (oneLine(line) !== line)
    return change('cannot', { reason: 'the path of the functions holds a control character' });
  if (problem) return change('cannot', { reason: problem });
  if (text === undefined) return change('create');
  return change(blockIn(text) === undefined ? 'add' : 'replace');
}

/** In a file that every zsh or fish reads, if not in the one for our line. bash has no such file. */
function ownLineElsewhere(shell: FunctionsShell, env: Environment, line: string): StartUpChange | undefined {
  if (shell === 'bash') return undefined;
  const all = startUpPaths(shell, env).filter((path) => !path.endsWith('/.zprofile'));
  return all.map((path) => changeOf(lookAt(path), line)).find(({ state }) => state === 'own line');
}

function functionsChange(
  shell: FunctionsShell,
  env: Environment,
  wanted: Partial<FunctionsOptions>,
  installation: Installation | undefined,
): FunctionsChange {
  const { made, problem } = readFunctionsFile(shell, env);
  const options = { auto: false, ...made?.options, ...wanted };
  const change = { path: functionsFile(shell, env), ...options };
  if (problem !== undefined) return { ...change, state: 'cannot', reason: problem };
  return { ...change, state: made?.text === fileText(shell, options, installation) ? 'done' : 'write' };
}

/** A text as `latin1` has the bytes of it. */
export const bytesOf = (text: string): string => Buffer.from(text).toString('latin1');
