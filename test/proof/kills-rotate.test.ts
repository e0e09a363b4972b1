import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { at } from '../command/at.ts';
import { makePlace, type Outcome, type Place } from '../command/run.ts';
import { expectWorking, keysOf } from '../rotate/working.ts';
import { isInstalled } from '../shell/shells.ts';
import type { AccessKey } from '../sts/world.ts';
import { runs } from './runs.ts';

// A kill -9 of rotate at any moment leaves files with a key that works, and the next run goes on: C9.1.

let place: Place;
let template: string;
beforeEach(async () => {
  place = await makePlace();
  await place.begin();
  template = path.join(place.dir, 'template');
});
afterEach(() => place.end());

const canTrace = isInstalled('strace');
test.skipIf(canTrace || process.env.CI !== 'true')('strace is on this machine', () => {
  throw new Error('strace is not installed, and no kill at a system call was tried');
});

/** The calls by which a file comes to be and something is sent, and those around them. */
const calls = ['write', 'writev', 'fchmod', 'fsync', 'rename', 'mkdir', 'link', 'unlink', 'openat', 'read', 'connect'];

const rotate = (words: readonly string[]): Promise<Outcome> => place.run(['rotate', ...words, '--yes']);

/** How it is before each kill: the home folder, and alice's keys. */
function remember(): () => void {
  cpSync(place.home, template, { recursive: true });
  const keys = structuredClone(place.sts.user('alice').keys);
  return () => {
    rmSync(place.home, { recursive: true });
    cpSync(template, place.home, { recursive: true });
    place.sts.user('alice').keys = structuredClone(keys) as AccessKey[];
  };
}

/** Runs it again until it is through; a key whose secret was lost is deleted by a person. @returns how often that was */
async function goOn(words: readonly string[], where: string): Promise<number> {
  const { status, stderr } = await rotate(words);
  expectWorking(place, where);
  if (status === 0 || isThrough(words, stderr)) return 0;
  expect(stderr, where).toContain('whose secret was lost');
  const terminal = at(place, '"$@"', ['rotate', ...words]);
  await terminal.until(/Go on with the rotation/);
  terminal.press('\r');
  await terminal.until(/Delete the key/);
  terminal.press('y');
  await terminal.until('status=0');
  return 1;
}

/** The killed run had done all. */
const isThrough = ([option]: readonly string[], stderr: string): boolean =>
  (option === '--finish' && /nothing is kept of a rotation/.test(stderr)) ||
  (option === '--undo' && /undone already/.test(stderr));

function expectEnd([option]: readonly string[], old: string, where: string): void {
  const keys = keysOf(place);
  const isOld = (line: string | undefined): boolean => line?.startsWith(old) === true;
  expectWorking(place, where);
  expect(
    keys.filter((key) => key.endsWith(' on')),
    where,
  ).toHaveLength(1);
  expect(keys, where).toHaveLength(option === '--finish' ? 1 : 2);
  if (option === '--undo') expect(keys.filter((key) => key.endsWith(' on')).every(isOld), where).toBe(true);
  const leftOver = ['.aws', '.aws/mfa-env'].flatMap((folder) => {
    const whole = path.join(place.home, folder);
    return existsSync(whole) ? readdirSync(whole).filter((name) => /\.mfa-env-\d/.test(name)) : [];
  });
  expect(leftOver, where).toEqual([]);
}

test.runIf(canTrace).each<[string, string[]]>([
  ['rotate', []],
  ['rotate --undo', ['--undo']],
  ['rotate --finish', ['--finish']],
])('killed as it enters each system call: %s', { timeout: 900_000 }, async (_, words) => {
  const old = place.sts.user('alice').keys[0]?.id ?? '';
  if (words.length > 0) expect(await rotate([])).toMatchObject({ status: 0 });
  const restore = remember();
  const log = path.join(place.dir, 'counted');
  expect(await traced(['-c', '-o', log, '-e', `trace=${calls.join(',')}`], words)).toMatchObject({ status: 0 });
  const all = placesIn(log);
  const few = all.filter((__, index) => index % Math.round(100 / runs(100)) === 0);
  expect(all.length).toBeGreaterThan(40);
  let [kills, lost] = [0, 0];
  for (const [call, nth] of few) {
    restore();
    const where = `${call} ${nth}`;
    const inject = ['-e', `trace=${call}`, '-e', `inject=${call}:signal=SIGKILL:when=${nth}`];
    const { status } = await traced(['-o', '/dev/null', ...inject], words);
    kills += status === 0 ? 0 : 1;
    expectWorking(place, where);
    lost += await goOn(words, where);
    expectEnd(words, old, where);
  }
  expect(kills).toBeGreaterThan(few.length / 2);
  expect(lost).toBeLessThan(few.length / 4);
});

const traced = (options: string[], words: readonly string[]): Promise<Outcome> =>
  place.sh(`exec strace -qq ${options.join(' ')} "$@"`, ['rotate', ...words, '--yes']);

/** Every nth call that is worth a kill, from strace's table. Reads and opens are many: most are of the program itself. */
function placesIn(log: string): [call: string, nth: number][] {
  const counts = readFileSync(log, 'utf8')
    .split('\n')
    .flatMap((line): [string, number][] => {
      const [, count = '', call = ''] = /^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s+(?:\d+\s+)?(\w+)$/.exec(line) ?? [];
      return calls.includes(call) ? [[call, Number(count)]] : [];
    });
  return counts.flatMap(([call, count]) => {
    const stride = /^(read|openat)$/.test(call) ? 5 : 1;
    return Array.from({ length: Math.ceil(count / stride) }, (__, at): [string, number] => [call, at * stride + 1]);
  });
}

test('killed while the answer to each call is on its way', { timeout: 300_000 }, async () => {
  const old = place.sts.user('alice').keys[0]?.id ?? '';
  const restore = remember();
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
    expect(await goOn([], action), action).toBe(action === 'CreateAccessKey' ? 1 : 0);
    expectEnd([], old, action);
  }
});
