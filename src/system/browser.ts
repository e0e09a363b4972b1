import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Environment } from '../shell/env-diff.ts';
import { programFile } from './run-command.ts';

export interface Browser {
  file: string;
  /** `%s` in one of them stands for the address; without it the address comes last. */
  args: readonly string[];
}

/** The program of $BROWSER, else that of the system, or why there is none, as the end of a sentence. */
export function findBrowser(env: Environment, platform = process.platform): Browser | { missing: string } {
  const { BROWSER, DISPLAY, WAYLAND_DISPLAY, WSL_DISTRO_NAME } = env;
  const at = env.PATH ?? '';
  if (BROWSER) return ownBrowser(BROWSER, at) ?? { missing: `no program that BROWSER names was found: ${BROWSER}` };
  const names = platform === 'darwin' ? ['open'] : WSL_DISTRO_NAME ? ['wslview', 'xdg-open'] : ['xdg-open'];
  const file = names.map((name) => programFile(name, at)).find((found) => found !== undefined);
  if (file === undefined) return { missing: `${names.join(' or ')} was not found` };
  // Without a display xdg-open takes a browser of text, which would write into this terminal.
  if (path.basename(file) === 'xdg-open' && !DISPLAY && !WAYLAND_DISPLAY) return { missing: 'there is no display' };
  return { file, args: [] };
}

/** Of several commands with `:` between them, the first that is there: the habit of xdg-open and others. */
function ownBrowser(commands: string, searchPath: string): Browser | undefined {
  for (const command of commands.split(':')) {
    const [name = '', ...args] = programFile(command, '') ? [command] : wordsOf(command);
    const file = name && programFile(name, searchPath);
    if (file) return { file, args };
  }
  return undefined;
}

/** Splits a command at its blanks, but for those in quotes. Nothing else means anything: no shell runs it. */
const wordsOf = (command: string): string[] =>
  (command.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? []).map((word) => word.replace(/(["'])(.*?)\1/g, '$2'));

/** A browser that fails does so soon; one that stays open is left alone. */
const FAILS_SOON_MS = 1000;

/** Opens an address in a process that outlives this one, without the session. @returns how it failed, if it did */
export function openBrowser({ file, args }: Browser, url: string, env: Environment): Promise<string | undefined> {
  const words = args.some((word) => word.includes('%s')) ? args : [...args, '%s'];
  const kept = Object.entries(env).filter(([name]) => !/^(?:AWS|MFA_ENV)_/.test(name));
  return new Promise((resolve) => {
    const child = spawn(
      file,
      words.map((word) => word.replaceAll('%s', () => url)),
      { env: Object.fromEntries(kept), detached: true, stdio: 'ignore' },
    );
    const soon = setTimeout(() => resolve(undefined), FAILS_SOON_MS);
    const end = (failure: string | undefined): void => {
      clearTimeout(soon);
      resolve(failure);
    };
    child.on('error', ({ code = '' }: NodeJS.ErrnoException) => end(code));
    child.on('exit', (status, signal) => end(status === 0 ? undefined : String(signal ?? status)));
    child.unref();
  });
}
