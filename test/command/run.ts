import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject } from 'vitest';
import { type Sts, type StsOptions, startSts } from '../sts/server.ts';
import { keyLines, serial } from './alice.ts';
import { runStarted } from './started.ts';

export { keyLines, keyPair, serial } from './alice.ts';

/** What a process left behind. */
export interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

export interface Options {
  /** Beside the place's own; undefined takes a variable away. */
  env?: Readonly<Record<string, string | undefined>>;
  stdin?: string;
  cwd?: string;
}

/** A home folder and an STS of its own, and the installed command in an environment that holds nothing else. */
export interface Place {
  dir: string;
  home: string;
  /** The cache folder that the command uses there. */
  cache: string;
  sts: Sts;
  env: Record<string, string>;
  /** Writes a file below the home folder. */
  write(file: string, text: string, mode?: number): string;
  /** Runs `mfa-env` with these words. */
  run(words: readonly string[], options?: Options): Promise<Outcome>;
  /** The same in a process that has started already, one after the other: where the process plays no part. */
  quick(words: readonly string[], options?: Omit<Options, 'stdin'>): Promise<Outcome>;
  /** Runs a line of sh, in which `"$@"` is `mfa-env` and these words. */
  sh(line: string, words: readonly string[], options?: Options): Promise<Outcome>;
  /** The names in the cache folder. */
  cached(): string[];
  /** Starts a session of profile `default`, which is then in the cache. */
  begin(...words: string[]): Promise<Record<string, string>>;
  end(): Promise<void>;
}

/** Files for alice as profile `default`, unless a test writes others. */
export async function makePlace(options: StsOptions = {}): Promise<Place> {
  const dir = mkdtempSync(path.join(tmpdir(), 'mfa-env-command-'));
  const home = path.join(dir, 'home');
  const sts = await startSts(options);
  const cache = path.join(home, '.cache', 'mfa-env');
  const env: Record<string, string> = {
    PATH: `${inject('bin')}${path.delimiter}${process.env.PATH ?? ''}`,
    HOME: home,
    SHELL: '/bin/sh',
    TERM: 'dumb',
    LC_ALL: 'C.UTF-8',
    TZ: 'UTC',
    AWS_ENDPOINT_URL: sts.url,
  };
  const write = (file: string, text: string, mode = 0o600): string => {
    const whole = path.join(home, file);
    mkdirSync(path.dirname(whole), { recursive: true, mode: 0o700 });
    writeFileSync(whole, text);
    chmodSync(whole, mode);
    return whole;
  };
  write('.aws/config', `[default]\nregion = eu-central-1\nmfa_serial = ${serial}\n`);
  write('.aws/credentials', `[default]\n${keyLines}`);
  const sh: Place['sh'] = (line, words, { env: more, ...rest } = {}) =>
    start(['/bin/sh', '-c', line, 'sh', path.join(inject('bin'), 'mfa-env'), ...words], {
      cwd: home,
      ...rest,
      env: { ...env, ...more },
    });
  const run: Place['run'] = (words, more) => sh('exec "$@"', words, more);
  const quick: Place['quick'] = (words, { env: more, cwd = home } = {}) =>
    runStarted({ words, env: { ...env, ...more }, cwd });
  return {
    dir,
    home,
    cache,
    sts,
    env,
    write,
    run,
    quick,
    sh,
    cached: () => readdirSync(cache),
    begin: async (...words) => {
      const outcome = await quick([...words, sts.freshCode(serial)]);
      if (outcome.status !== 0) throw new Error(`no session: ${outcome.stderr}`);
      return exportsOf(outcome.stdout);
    },
    end: async () => {
      await sts.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Runs a program to its end, in a process session of its own: no terminal, also where the tests have one. */
export function start([program = '', ...words]: readonly string[], options: Options): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const env = Object.fromEntries(Object.entries(options.env ?? {}).filter(([, value]) => value !== undefined));
    const child = spawn(program, words, { cwd: options.cwd, env, timeout: 60_000, detached: true });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (status) =>
      resolve({ status, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    );
    child.stdin.on('error', () => {}); // the program need not read it
    child.stdin.end(options.stdin ?? '');
  });
}

/** The variables that posix code exports. */
export function exportsOf(code: string): Record<string, string> {
  const found = code.matchAll(/^export (\w+)='([^']*)'(?: &&|;)$/gm);
  return Object.fromEntries([...found].map(([, name = '', value = '']) => [name, value]));
}
