import { chmodSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, test, vi } from 'vitest';
import { hash } from '../../src/cache/keys.ts';
import { deleteStaleLive } from '../../src/cache/live-files.ts';
import type { Options } from '../../src/cli/options.ts';
import type { Context } from '../../src/context.ts';
import { getSession, type Outcome } from '../../src/session/get-session.ts';
import { planFor } from '../../src/session/progress.ts';
import { remember } from '../../src/session/remember.ts';
import { resolveConfig, sessionRequest } from '../../src/session/resolve.ts';
import { applied, type Environment, enter, leave } from '../../src/shell/env-diff.ts';
import { sessionLine } from '../../src/text/format.ts';
import { newFolder } from '../fs/folder.ts';
import { config, device, keys, optionsOf, place, role } from '../session/home.ts';
import { start } from '../shell/place.ts';
import { inEach, load, ownFunctions, type Shell } from '../shell/shells.ts';
import { runs } from './runs.ts';

// C7.2a: through random histories of files, variables and sessions, what the shell functions take by themselves is what
// mfa-env would have given: the same variables, the same line, and `--clear` leads back. Where mfa-env would give nothing, they
// take nothing.

const { version } = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../package.json'), 'utf8'));
beforeAll(() => {
  vi.stubGlobal('MFA_ENV_VERSION', version);
});

const configs = [
  config,
  `[default]\nmfa_serial = ${device('bob')}\nregion = eu-west-2\n[profile other]\n${role}duration_seconds = 7200\n`,
  `[default]\nmfa_serial = ${device('alice')}\n[profile other]\nsource_profile = default\nregion = us-east-2\n`,
  `[default]\nmfa_serial = ${device('alice')}\nregion = cn-north-1\n`,
  '[profile broken\n',
];
const credentials = [
  keys('AKIARTX3GSDS7EXAMPLE'),
  keys('AKIARTX3GSDSZEXAMPLE'),
  '',
  `${keys('AKIARTX3GSDS7EXAMPLE')}aws_session_token = x`,
];
const commandLines = [[], [], ['-p', 'other'], ['--cached', '-q'], ['--profile', 'default', '--quiet']];
const changes: Record<string, string | undefined>[] = [
  {},
  {},
  { AWS_PROFILE: 'other' },
  { AWS_PROFILE: '' },
  { AWS_DEFAULT_PROFILE: 'other' },
  { AWS_REGION: 'ap-south-1' },
  { AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined },
  { AWS_DEFAULT_REGION: '' },
  { AWS_MFA_SERIAL: device('carol') },
  { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
  { AWS_ACCESS_KEY_ID: 'AKIARTX3GSDSZEXAMPLE', AWS_SECRET_ACCESS_KEY: 'x' },
  { AWS_SECURITY_TOKEN: 'mine', AWS_ACCOUNT_ID: '1' },
  { AWS_ACCOUNT_ID: "a b'c$(x)\\", AWS_SESSION_EXPIRATION: '' },
];

interface Step {
  /** Texts for config and credentials, now and then. */
  texts: [string | undefined, string | undefined];
  /** How a text gets there: as an editor does, or with the time of an older file. */
  how: 'anew' | 'old';
  /** Whether it is a new terminal, or goes on in the last one. */
  isNew: boolean;
  change: Record<string, string | undefined>;
  words: readonly string[];
  minutes: number;
}

const rarely = (texts: string[]): fc.Arbitrary<string | undefined> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constantFrom(...texts) });

/** Steps among few command lines and variables, so that most come again. */
const day: fc.Arbitrary<Step[]> = fc
  .tuple(
    fc.subarray(commandLines, { minLength: 1, maxLength: 2 }),
    fc.subarray(changes, { minLength: 1, maxLength: 3 }),
  )
  .chain(([lines, some]) =>
    fc.array(
      fc.record<Step>({
        texts: fc.tuple(rarely(configs), rarely(credentials)),
        how: fc.constantFrom('anew', 'old'),
        isNew: fc.boolean(),
        change: fc.constantFrom(...some),
        words: fc.constantFrom(...lines),
        minutes: fc.constantFrom(700, 700, 700, 1500, 11, 9, -1),
      }),
      { minLength: 2, maxLength: 7 },
    ),
  );

/** The real clock: that of `Date` runs ahead, so that the files have been there for a while. */
const now = (): number => performance.timeOrigin + performance.now();
const began = Math.floor(now() / 1000) - 100_000;
let seconds = began;

const ours = (env: Environment): Environment =>
  Object.fromEntries(
    Object.entries(env).filter(([name, value]) => /^(AWS|MFA_ENV)_/.test(name) && value !== undefined),
  );

/** Puts texts there. Each change has a second of its own. */
function change(home: string, { texts, how }: Pick<Step, 'texts' | 'how'>): void {
  const folder = path.join(home, '.aws');
  for (const [at, text] of texts.entries()) {
    if (text === undefined) continue;
    const file = path.join(folder, ['config', 'credentials'][at] ?? '');
    seconds += 2;
    if (how === 'old') writeFileSync(file, text);
    else place(file, text);
    const time = how === 'old' ? 2 * began - seconds : seconds;
    utimesSync(file, time, time);
    if (how === 'anew') utimesSync(folder, seconds, seconds);
  }
}

interface Ran {
  env: Environment;
  cleared: Environment;
  stderr: string;
  isAsked: boolean;
}

/** `authaws` with these words, then `authaws --clear`, where mfa-env only tells that it was asked. */
async function inShell(shell: Shell, home: string, words: readonly string[], env: Environment): Promise<Ran> {
  const bin = path.join(home, 'bin');
  const asked = path.join(home, 'asked');
  rmSync(asked, { force: true });
  place(path.join(bin, 'mfa-env'), `#!/bin/sh\necho "$*" >'${asked}'\nexit 9\n`);
  utimesSync(path.join(bin, 'mfa-env'), 1, 1);
  chmodSync(path.join(bin, 'mfa-env'), 0o755);
  const line = words.map((word) => `'${word}'`).join(' ');
  const script = path.join(home, 'script');
  writeFileSync(script, `${load(shell)}\nauthaws ${line}\nenv -0; echo @\nauthaws --clear -q\nenv -0\n`);
  const set = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const { stdout, stderr } = await start([...shell.command, script], {
    cwd: home,
    env: { ...set, PATH: `${bin}:${process.env.PATH}`, LC_ALL: 'C.UTF-8' },
  });
  const environment = (text = ''): Environment =>
    ours(
      Object.fromEntries(
        text.split('\0').map((row) => [row.slice(0, row.indexOf('=')), row.slice(row.indexOf('=') + 1)]),
      ),
    );
  const [first, second] = stdout.split('@\n');
  const isAsked = readIfAny(asked) !== undefined;
  return { env: environment(first), cleared: environment(second), stderr, isAsked };
}

function readIfAny(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

interface LongWay {
  outcome: Outcome;
  keep: () => void;
}

/** What mfa-env finds with a session of its own in the cache; undefined where it gives none without asking. */
async function longWay(
  words: readonly string[],
  options: Options,
  env: Environment,
  minutes: number,
): Promise<LongWay | undefined> {
  vi.useFakeTimers({ toFake: ['Date'], now: now() + 10_000 });
  const context: Context = { env, now, warn: () => {}, watchSignals: () => {} };
  try {
    const resolved = await resolveConfig(sessionRequest(options), context);
    const key = planFor(resolved).steps.at(-1)?.cacheKey ?? '';
    const expires = began + 100_000 + minutes * 60; // the same number of minutes is the same session
    const session = {
      accessKeyId: hash(`${key}${minutes}`),
      secretAccessKey: 's/+',
      sessionToken: `t${minutes}=`,
      expires,
    };
    resolved.cache.write(key, session);
    if (resolved.cache.folder) deleteStaleLive(resolved.cache.folder); // as where a session is cached
    // Nobody can be asked: it takes what lives.
    const found = await getSession({ ...resolved, request: { ...resolved.request, cached: true } }, context);
    return { outcome: found.outcome, keep: () => remember([...words], options, resolved, found, env) };
  } catch {
    return undefined;
  } finally {
    vi.useRealTimers();
  }
}

inEach(ownFunctions, (shell) => {
  test('what the functions take is what mfa-env gives', { timeout: 120_000 }, async () => {
    let taken = 0;
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(day, async (steps) => {
        const home = newFolder();
        change(home, { texts: [configs[0], credentials[0]], how: 'anew' });
        const fresh: Environment = { HOME: home };
        let env = fresh;
        for (const step of steps) {
          change(home, step);
          env = { ...(step.isNew ? fresh : env), ...step.change };
          const options = { ...optionsOf(['--shell', shell.speaks, ...step.words]) };
          const long = await longWay(['--shell', shell.speaks, ...step.words], options, env, step.minutes);
          for (const again of [false, true]) {
            const ran = await inShell(shell, home, step.words, env);
            const about = JSON.stringify({ step, env, again, stderr: ran.stderr });
            if (ran.isAsked) {
              asked++;
              expect(ran.env, about).toEqual(ours(env));
              if (!again) long?.keep();
              continue;
            }
            taken++;
            if (!long) throw new Error(`mfa-env gives no session here: ${about}`);
            const { session, profile, region } = long.outcome;
            const after = applied(env, enter(env, { ...session, profile, region }));
            expect(session.expires - now() / 1000, about).toBeGreaterThan(600); // C4.4: else a person would be asked
            expect(ran.env, about).toEqual(ours(after));
            expect(ran.cleared, about).toEqual(ours(applied(after, leave(after))));
            const line = options.quiet ? '' : sessionLine(long.outcome, now());
            expect(ran.stderr.replace(/\d+h \d+m|\d+m/, 'LEFT')).toBe(line.replace(/\d+h \d+m|\d+m/, 'LEFT'));
            break;
          }
          if (long) {
            const { session, profile, region } = long.outcome;
            env = applied(env, enter(env, { ...session, profile, region }));
          }
        }
      }),
      { numRuns: runs(60) },
    );
    expect(taken).toBeGreaterThan(runs(20));
    expect(asked).toBeGreaterThan(runs(40));
  });
});
