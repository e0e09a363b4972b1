import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Shell } from './shells.ts';

export interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

export interface Told extends Outcome {
  /** The status of the line before `tell`. */
  said: number;
  /** What the script wrote before it. */
  output: string;
  env: Readonly<Record<string, string>>;
}

export interface Options {
  env?: Readonly<Record<string, string>>;
  cwd?: string;
  stdin?: string;
  /** A terminal for its stdin, by its path. */
  terminal?: string;
}

/** A home folder of its own, and a folder that comes first on PATH. */
export interface Place {
  dir: string;
  home: string;
  bin: string;
  env: Record<string, string>;
  /** Runs a script in a shell, with nothing of this process's environment. */
  run(shell: Shell, script: string, options?: Options): Promise<Outcome>;
  /** The same for a script that ends with `tell`. */
  told(shell: Shell, script: string, options?: Options): Promise<Told>;
  remove(): void;
}

export function makePlace(): Place {
  const dir = mkdtempSync(path.join(tmpdir(), 'mfa-env-shell-'));
  const home = path.join(dir, 'home');
  const bin = path.join(dir, 'bin');
  mkdirSync(home);
  mkdirSync(bin);
  const { PATH = '', TEST_FPATH } = process.env;
  const env = {
    PATH: `${bin}${path.delimiter}${PATH}`,
    HOME: home,
    LC_ALL: 'C.UTF-8',
    TERM: 'dumb',
    ...(TEST_FPATH && { FPATH: TEST_FPATH }),
  };
  let scripts = 0;

  const run = (shell: Shell, script: string, options: Options = {}): Promise<Outcome> => {
    scripts += 1;
    const file = path.join(dir, `script-${scripts}`);
    writeFileSync(file, `${script}\n`);
    return start([...shell.command, file], { cwd: dir, ...options, env: { ...env, ...options.env } });
  };
  return {
    dir,
    home,
    bin,
    env,
    run,
    told: async (shell, script, options) => readTold(await run(shell, script, options)),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** Runs a program to its end. */
export function start(words: readonly string[], options: Options): Promise<Outcome> {
  const [program = '', ...rest] = words;
  return new Promise((resolve, reject) => {
    const terminal = options.terminal === undefined ? undefined : openSync(options.terminal, 'r+');
    // Detached: it has no terminal of its own, also where the tests were started from one.
    const child = spawn(program, rest, {
      stdio: [terminal ?? 'pipe', 'pipe', 'pipe'],
      cwd: options.cwd,
      env: { ...options.env },
      timeout: 60_000,
      detached: true,
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (status) =>
      resolve({ status, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    );
    if (terminal !== undefined) closeSync(terminal);
    child.stdin?.on('error', () => {}); // the program need not read it
    child.stdin?.end(options.stdin ?? '');
  });
}

function readTold(outcome: Outcome): Told {
  const match = /@told (\d+)@/.exec(outcome.stdout);
  if (!match) throw new Error(`the script did not reach its end: ${JSON.stringify(outcome)}`);
  const rows = outcome.stdout.slice(match.index + match[0].length).split('\0');
  const env = Object.fromEntries(
    rows.filter((row) => row !== '').map((row) => [row.slice(0, row.indexOf('=')), row.slice(row.indexOf('=') + 1)]),
  );
  return { ...outcome, said: Number(match[1]), output: outcome.stdout.slice(0, match.index), env };
}
