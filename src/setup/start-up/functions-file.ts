import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { replaceFile } from '../../fs/atomic-write.ts';
import { privateFolder } from '../../fs/folders.ts';
import { folderProblem, isForeign, readOwn } from '../../fs/trust.ts';
import type { Environment } from '../../shell/env-diff.ts';
import {
  canWrap,
  type FunctionsOptions,
  type FunctionsShell,
  functionsText,
  type Installation,
  initLine,
  namesToWrap,
  placesIn,
  thisInstallation,
} from '../../shell/functions-text.ts';
import { homeFolder, knownHome } from '../../system/paths.ts';

export const functionsShells: readonly FunctionsShell[] = ['bash', 'zsh', 'fish'];

/** The functions are data, so they stand in $XDG_DATA_HOME. @throws Failure (configuration) without a home folder */
export function functionsFile(shell: FunctionsShell, env: Environment): string {
  const { XDG_DATA_HOME: data } = env;
  const folder = data?.startsWith('/') ? path.resolve(data) : path.join(knownHome(env), '.local/share');
  return path.join(folder, 'mfa-env', `mfa-env.${shell}`);
}

/** The first line says how the file was made, so that it can be made again. */
const headerOf = (shell: FunctionsShell, options: FunctionsOptions): string => {
  const { prompt, profile, isDeclined } = options;
  return [
    `${madeNote}${initLine(shell, options)}\n`,
    isDeclined ? declinedNote : '',
    prompt ? promptNote : '',
    profile === undefined ? '' : `${profileNote}${profile}\n`,
  ].join('');
};

const madeNote = '# Made by mfa-env setup, and kept up to date by authaws: ';
const declinedNote = '# With nothing else, as was answered.\n';
const promptNote = '# With the time left in the prompt.\n';
const profileNote = '# With AWS_DEFAULT_PROFILE: ';

/** The options that a file was made with; undefined where setup did not make it. */
function optionsIn(text: string, shell: FunctionsShell): FunctionsOptions | undefined {
  const profile = new RegExp(`^(?:#.*\\n){1,2}${profileNote}(.*)\\n`).exec(text)?.[1];
  const second = `${text.split('\n', 2)[1]}\n`;
  const [, auto, names] = / init \w+( --auto)?(?: --wrap (\S+))?\n/.exec(text) ?? [];
  const wrap = names === undefined ? undefined : namesToWrap(names);
  const options = {
    auto: auto !== undefined,
    wrap,
    prompt: second === promptNote,
    isDeclined: second === declinedNote,
    profile,
  };
  return text.startsWith(headerOf(shell, options)) && wrap?.every(canWrap) !== false ? options : undefined;
}

export const fileText = (shell: FunctionsShell, options: FunctionsOptions, installation?: Installation): string =>
  headerOf(shell, options) + functionsText(shell, options, installation, true);

/** What is at the place of a functions file. @throws Failure (configuration) without a home folder */
export function readFunctionsFile(
  shell: FunctionsShell,
  env: Environment,
): { made?: { text: string; options: FunctionsOptions }; problem?: string } {
  const file = functionsFile(shell, env);
  try {
    const problem = folderProblem(path.dirname(file)) ?? placeProblem(path.dirname(file), homeFolder(env));
    if (problem) return { problem };
    if (!statSync(file, { throwIfNoEntry: false })) return {};
    const { text, problem: ofFile } = readOwn(file, 0o022);
    if (text === undefined) return { problem: ofFile ?? '' };
    const options = optionsIn(text, shell);
    return options ? { made: { text, options } } : { problem: `${file} was not made by mfa-env setup` };
  } catch (error) {
    return { problem: `${file} cannot be read (${(error as NodeJS.ErrnoException).code})` };
  }
}

export function writeFunctionsFile(
  shell: FunctionsShell,
  env: Environment,
  options: FunctionsOptions,
  installation?: Installation,
): void {
  const file = functionsFile(shell, env);
  privateFolder(path.dirname(file));
  replaceFile(file, fileText(shell, options, installation));
}

/**
 * Makes the functions files anew that an older version of this mfa-env made, or one that is gone. It says nothing, and
 * leaves files that setup did not make or that another mfa-env keeps.
 */
export function refreshFunctionsFiles(env: Environment, installation: Installation = thisInstallation()): void {
  for (const shell of functionsShells) {
    try {
      const { made } = readFunctionsFile(shell, env);
      if (!made || !isOurs(made.text, installation)) continue;
      if (made.text !== fileText(shell, made.options, installation))
        writeFunctionsFile(shell, env, made.options, installation);
    } catch {} // a full disk, a home folder that is read-only: the old functions still work
  }
}

function isOurs(text: string, { script }: Installation): boolean {
  const places = placesIn(text);
  return places.script === script || !exists(places.node) || !exists(places.script);
}

function exists(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * Why others could put a folder of theirs here, and so code into new terminals: somewhere above it they can write.
 * @param home is not looked at, nor what is above it: whoever can write there owns all of it
 */
function placeProblem(folder: string, home: string): string | undefined {
  let there = folder;
  while (!existsSync(there)) there = path.dirname(there); // below a file, statSync throws in Node 20 and not in 24
  if (!statSync(there).isDirectory()) return `${there} is not a folder`;
  const realHome = existsSync(home) ? realpathSync(home) : home;
  return problemAbove(folder, home) ?? problemAbove(realpathSync(there), realHome);
}

function problemAbove(folder: string, home: string): string | undefined {
  for (let at = folder; at !== home && at !== path.dirname(at); at = path.dirname(at)) {
    const stat = statSync(at, { throwIfNoEntry: false });
    if (stat && isForeign(stat)) return `${at} belongs to another user`;
    if (stat && stat.mode & 0o002) return `${at} can be written by others`;
  }
  return undefined;
}
