import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { at } from '../command/at.ts';
import { makePlace, type Outcome, type Place } from '../command/run.ts';
import { expectWorking, keysOf } from '../rotate/working.ts';
import { isInstalled } from '../shell/shells.ts';
import type { AccessKey } from '../sts/world.ts';
import { some } from './runs.ts';

// A kill -9 of rotate at any moment leaves files with a key that works, and the next run goes on: C9.1.

/** Kills at every system call, which takes minutes: `ALL_KILLS=1 npx vitest run test/proof/kills-rotate.test.ts`. */
const isFull = process.env.ALL_KILLS === '1';

const canTrace = isInstalled('strace');
test.skipIf(canTrace || process.env.CI !== 'true')('strace is on this machine', () => {
  throw new Error('strace is not installed, and no kill at a system call was tried');
});

/** A place with a cached session, which is there until the work is done. */
async function inPlace(work: (place: Place) => Promise<void>): Promise<void> {
  const place = await makePlace();
  try {
    await place.begin();
    await work(place);
  } finally {
    await place.end();
  }
}

const rotate = (place: Place, words: readonly string[]): Promise<Outcome> => place.run(['rotate', ...words, '--yes']);

/** How it is before each kill: the home folder, and alice's keys. */
function remember({ home, dir, sts }: Place): () => void {
  const template = path.join(dir, 'template');
  cpSync(home, template, { recursive: true });
  const keys = structuredClone(sts.user('alice').keys);
  return () => {
    rmSync(home, { recursive: true });
    cpSync(template, home, { recursive: true });
    sts.user('alice').keys = structuredClone(keys) as AccessKey[];
  };
}

/** Runs it again until it is through; a key whose secret was lost is deleted by a person. @returns how often that was */
async function goOn(place: Place, words: readonly string[], where: string): Promise<number> {
  const { status, stderr } = await rotate(place, words);
  expectWorking(place, where);
  if (status === 0 || isThrough(words, stderr)) return 0;
  expect(stderr, where).toContain('whose secret was lost');
  const terminal = at(place, '"$@"', ['rotate', ...words], {}, () => {}); // closed below
  await terminal.until(/Go on with the rotation/);
  terminal.press('\r');
  await terminal.until(/Delete the key/);
  terminal.press('y');
  await terminal.until('status=0');
  await terminal.close();
  return 1;
}

/** The killed run had done all. */
const isThrough = ([option]: readonly string[], stderr: string): boolean =>
  (option === '--finish' && /no rotation to undo or finish/.test(stderr)) ||
  (option === '--undo' && /undone already/.test(stderr));

function expectEnd(place: Place, [option]: readonly string[], old: string, where: string): void {
  const keys = keysOf(place);
  const working = keys.filter((key) => key.endsWith(' on'));
  expectWorking(place, where);
  expect(working, where).toHaveLength(1);
  expect(keys, where).toHaveLength(option === '--finish' ? 1 : 2);
  if (option === '--undo') expect(working[0], where).toContain(old);
  const leftOver = ['.aws', '.aws/mfa-env'].flatMap((folder) => {
    const whole = path.join(place.home, folder);
    return existsSync(whole) ? readdirSync(whole).filter((name) => /\.mfa-env-\d/.test(name)) : [];
  });
  expect(leftOver, where).toEqual([]);
}

test.runIf(canTrace).concurrent.each<[string, string[]]>([
  ['rotate', []],
  ['rotate --undo', ['--undo']],
  ['rotate --finish', ['--finish']],
])('killed as it enters a system call: %s', { timeout: 900_000 }, async (_, words) => {
  await inPlace(async (place) => {
    const old = place.sts.user('alice').keys[0]?.id ?? '';
    if (words.length > 0) expect(await rotate(place, [])).toMatchObject({ status: 0 });
    const traced = (options: string[]): Promise<Outcome> =>
      place.sh(`exec strace -qq ${options.join(' ')} "$@"`, ['rotate', ...words, '--yes']);
    const restore = remember(place);
    const log = path.join(place.dir, 'calls');
    expect(await traced(['-y', '-o', log, '-e', `trace=${calls.join(',')}`])).toMatchObject({ status: 0 });
    const moments = momentsIn(readFileSync(log, 'utf8'));
    let [kills, lost] = [0, 0];
    for (const { call, nth } of moments) {
      restore();
      const where = `${call} ${nth}`;
      const { status } = await traced(['-o', '/dev/null', '-e', `inject=${call}:signal=SIGKILL:when=${nth}`]);
      kills += status === 0 ? 0 : 1;
      expectWorking(place, where);
      lost += await goOn(place, words, where);
      expectEnd(place, words, old, where);
    }
    expect(kills).toBeGreaterThan(moments.length / 2);
    expect(lost).toBeLessThan(moments.length / 4);
  });
});

/** The calls by which a file comes to be and something is sent, and those around them. */
const calls = ['write', 'writev', 'fchmod', 'fsync', 'rename', 'mkdir', 'link', 'unlink', 'openat', 'read', 'connect'];

interface Moment {
  call: string;
  /** Which of these calls of the run it is. */
  nth: number;
}

/**
 * What changes AWS's files or what is kept beside them, and what is sent to AWS: Node 24 sends with `write`. Locks have
 * tests of their own.
 */
const decisive =
  /^(?:write|fsync|rename|unlink|mkdir)\((?!.*\.lock).*\/\.aws\/.*= \d|^(?:connect|writev)\(\d+<socket|^write\(\d+<socket:\[\d+\]>, "POST /;

/** So many of the other calls are tried, too. */
const OTHERS = 3;

/** When a run is killed, from strace's lines: at each call that decides something, and at some of the others. */
function momentsIn(log: string): Moment[] {
  const counts: Record<string, number> = {};
  const all = log.split('\n').flatMap((line) => {
    const [call = ''] = /^\w+(?=\()/.exec(line) ?? [];
    const nth = (counts[call] ?? 0) + 1;
    counts[call] = nth;
    return calls.includes(call) ? [{ call, nth, decides: decisive.test(line) }] : [];
  });
  expect(all.filter(({ decides }) => decides).length).toBeGreaterThan(4);
  if (isFull) return all;
  const others = all.filter(({ decides }) => !decides);
  const chosen = fc.sample(fc.shuffledSubarray(others, { minLength: OTHERS, maxLength: OTHERS }), {
    numRuns: 1,
    seed: 9,
  });
  const deciding = all.filter(({ decides }) => decides);
  const first = deciding.filter(({ call }, at) => deciding.findIndex((one) => one.call === call) === at);
  return [...new Set([...first, ...some(deciding, 3)]), ...chosen.flat()];
}

test.concurrent('killed while the answer to each call is on its way', { timeout: 300_000 }, async () => {
  await inPlace(async (place) => {
    const old = place.sts.user('alice').keys[0]?.id ?? '';
    const restore = remember(place);
    for (const action of ['GetCallerIdentity', 'ListAccessKeys', 'CreateAccessKey', 'UpdateAccessKey']) {
      restore();
      const before = place.sts.calls(action).length;
      place.sts.fault({ kind: 'hang-after', action });
      const file = path.join(place.dir, 'pid');
      const running = place.sh('"$@" & echo $! >"$PID_FILE"; wait', ['rotate', '--yes'], { env: { PID_FILE: file } });
      await expect.poll(() => place.sts.calls(action).at(before)?.verdict, { timeout: 20_000 }).toBeTruthy();
      process.kill(Number(readFileSync(file, 'utf8')), 'SIGKILL');
      await running;
      expectWorking(place, action);
      expect(await goOn(place, [], action), action).toBe(action === 'CreateAccessKey' ? 1 : 0);
      expectEnd(place, [], old, action);
    }
  });
});
