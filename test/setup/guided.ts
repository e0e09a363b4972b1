import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { makePlace, type Place } from '../shell/place.ts';
import { isInstalled, type Shell, shells } from '../shell/shells.ts';
import { openProgram, type Terminal } from '../shell/terminal.ts';
import { type Sts, startSts } from '../sts/server.ts';

/** A home without anything, an STS, and a person who types. */
export interface Newcomer extends Omit<Place, 'run'> {
  sts: Sts;
  /** Keys that were pressed so far; a paste counts as two. */
  keys(): number;
  /** Starts a shell with its start-up files. */
  open(shell: string): Talk;
  /** Runs a line of bash, in which `"$@"` is `mfa-env` and these words, and then says `status=N`. */
  run(words: readonly string[], env?: Readonly<Record<string, string>>): Talk;
  read(file: string): string;
  write(file: string, text: string): void;
}

export interface Talk {
  terminal: Terminal;
  /** Waits for a question, and answers it. */
  answer(question: RegExp | string, keys?: string): Promise<string>;
  /** The same from the clipboard. */
  paste(question: RegExp | string, text: string): Promise<string>;
  until(wanted: RegExp | string): Promise<string>;
  type(line: string): void;
}

export const id = 'AKIARTX3GSDS7EXAMPLE';
export const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

/** The questions, in their order. */
export const questions = {
  startUp: /Load the command authaws in new/,
  id: /Access key ID/,
  secret: /Secret access key/,
  name: /Save it as which profile/,
  region: /Which region/,
  device: /Use the MFA device/,
  code: /MFA code for/,
  extras: /What else should/,
};

/** Words that start a shell as a terminal does. */
const interactive: Readonly<Record<string, readonly string[]>> = {
  bash: ['--noediting', '-i'],
  zsh: ['-i', '+Z'],
  fish: ['-i'],
};

export const isThere = (name: string): boolean => isInstalled(programOf(name));
const programOf = (name: string): string => shells.find((shell: Shell) => shell.name === name)?.command[0] ?? name;

/** @param atEnd concurrent tests have an `onTestFinished` of their own */
export async function newcomer(atEnd: (end: () => Promise<void>) => void = onTestFinished): Promise<Newcomer> {
  const place = makePlace();
  const sts = await startSts();
  Object.assign(place.env, {
    PATH: `${inject('bin')}${path.delimiter}${place.env.PATH}`,
    TERM: 'xterm-256color',
    TZ: 'UTC',
    AWS_ENDPOINT_URL: sts.url,
  });
  // Of this machine's stores setup would ask.
  for (const name of ['op', 'pass', 'secret-tool', 'security'])
    writeFileSync(path.join(place.bin, name), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  writeFileSync(path.join(place.home, '.zshrc'), "PS1='zsh> '\n"); // zsh has a set-up of its own for users without one
  writeFileSync(path.join(place.home, '.bashrc'), "PS1='bash> '\n");
  atEnd(async () => {
    await sts.close();
    rmSync(place.dir, { recursive: true, force: true, maxRetries: 5 }); // fish still writes for a moment
  });
  let keys = 0;
  const talk = (program: string, words: readonly string[], env: Readonly<Record<string, string>> = {}): Talk => {
    const terminal = openProgram(program, words, { ...place, dir: place.home }, env);
    atEnd(() => terminal.close());
    const press = (text: string, counts: number): void => {
      keys += counts;
      terminal.press(text);
    };
    return {
      terminal,
      until: (wanted) => terminal.until(wanted),
      type: (line) => press(`${line}\r`, line.length + 1),
      answer: async (question, text = '\r') => {
        const shown = await terminal.until(question);
        await terminal.until(/└[^\n]*\n/);
        press(text, text.length);
        return shown;
      },
      paste: async (question, text) => {
        const shown = await terminal.until(question);
        await terminal.until(/└[^\n]*\n/);
        press(`${text}\r`, 3);
        return shown;
      },
    };
  };
  return {
    ...place,
    sts,
    keys: () => keys,
    open: (shell) => talk(programOf(shell), interactive[shell] ?? []),
    run: (words, env) =>
      talk(
        'bash',
        [
          '--norc',
          '-c',
          '"$@"; echo "status=$?"; stty -a; echo end; read -r _',
          'bash',
          path.join(inject('bin'), 'mfa-env'),
          ...words,
        ],
        env,
      ),
    read: (file) => readFileSync(path.join(place.home, file), 'utf8'),
    write: (file, text) => writeFileSync(path.join(place.home, file), text),
  };
}

/** Every file of a home folder but for the cache, with its content. */
export function filesOf(home: string): Record<string, string> {
  const names = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const all = names.map((entry) => path.join(entry.parentPath, entry.name));
  return Object.fromEntries(
    all
      .filter((file) => !/\/\.(?:cache|bash_history|zsh_history|local\/share\/fish)/.test(file))
      .map((file) => [path.relative(home, file), readFileSync(file, 'utf8')]),
  );
}
