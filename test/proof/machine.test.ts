import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { openCache } from '../../src/cache/open.ts';
import { exportsOf, keyPair, makePlace, type Options, type Outcome, type Place, serial } from '../command/run.ts';
import { isInstalled } from '../shell/shells.ts';

// A machine that is full, broken, closed, crowded or wrong about the time. More of it: test/command/surroundings.test.ts.

let place: Place;
beforeEach(async () => {
  place = await makePlace();
});
afterEach(() => place.end());

const isRoot = process.getuid?.() === 0;
const mayMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;
const canTrace = isInstalled('strace');
const done = { status: 0, stdout: expect.stringContaining('AWS_SESSION_TOKEN') };
const isCached = { ...done, stderr: expect.stringMatching(/^default · .* · cached\n$/) };
const notKept = (why: string): RegExp => new RegExp(`^mfa-env: .*cached .* \\(${why}\\)`);

/** A new session, where the old one cannot be replaced: it is printed, with a warning, and the old one still stands. */
async function expectUnkept(run: (words: string[]) => Promise<Outcome>, code: string): Promise<void> {
  const old = await place.begin();
  const outcome = await run([place.sts.freshCode(serial)]);
  expect(outcome).toMatchObject(done);
  expect(outcome.stderr).toMatch(notKept(code));
  expect(outcome.stderr).toMatch(/· new\n$/);
  const { AWS_SESSION_TOKEN } = exportsOf(outcome.stdout);
  expect(AWS_SESSION_TOKEN).not.toBe(old.AWS_SESSION_TOKEN);
  const after = await place.quick([]);
  expect(after).toMatchObject(isCached);
  expect(exportsOf(after.stdout).AWS_SESSION_TOKEN).toBe(old.AWS_SESSION_TOKEN);
  expect(place.cached().filter((name) => name.startsWith('.'))).toEqual([]);
}

const sh =
  (line: string, env: Options['env'] = {}) =>
  (words: string[]): Promise<Outcome> =>
    place.sh(line, words, { env });

test.runIf(canTrace).each<[string, string, string?]>([
  ['rename', 'EIO'],
  ['rename', 'EDQUOT', 'Unknown system error -122'], // Node has no name for it
  ['fchmod', 'EPERM'],
])('%s fails with %s', async (call, code, said = code) => {
  const strace = `strace -qq -o /dev/null -e trace=${call} -e inject=${call}:error=${code}`;
  await expectUnkept(sh(`exec ${strace} "$@"`), said);
});

test('a limit to the size of files, as a quota', async () => {
  await expectUnkept(sh('ulimit -f 0; exec "$@"'), 'EFBIG');
});

test.skipIf(!mayMount)('a full disk, with a session on it (needs a mount)', async () => {
  const line = `exec unshare -rm sh -c 'cp -a "$CACHE" "$CACHE.old" && mount -t tmpfs -o size=64k,mode=700 tmpfs "$CACHE" &&
    cp -a "$CACHE.old/." "$CACHE" && { head -c 1000000 /dev/zero >"$CACHE/x" 2>/dev/null; "$@"; ls -A "$CACHE" >&2; }' sh "$@"`;
  const old = await place.begin();
  const names = place.cached();
  const outcome = await sh(line, { CACHE: place.cache })([place.sts.freshCode(serial)]);
  expect(outcome.stderr).toMatch(notKept('ENOSPC'));
  expect(exportsOf(outcome.stdout).AWS_SESSION_TOKEN).not.toBe(old.AWS_SESSION_TOKEN);
  expect(
    outcome.stderr
      .split('\n')
      .slice(-names.length - 2, -1)
      .sort(),
  ).toEqual([...names, 'x'].sort());
});

test.skipIf(!mayMount)('a home folder that is read-only (needs a mount)', async () => {
  const mount = 'mount --bind "$HOME" "$HOME" && mount -o remount,bind,ro "$HOME"';
  await expectUnkept(sh(`exec unshare -rm sh -c '${mount} && exec "$@"' sh "$@"`), 'EROFS');
  const fresh = await sh(`exec unshare -rm sh -c '${mount} && exec "$@"' sh "$@"`)(['status']);
  expect(fresh).toMatchObject({ status: 0, stderr: '' });
});

/** A user of its own for the installed command: the package and the home folder are where he can read them. */
function asNobody(prepare: (home: string) => void): (words: string[]) => Promise<Outcome> {
  const copy = path.join(place.dir, 'package');
  cpSync(inject('installed'), copy, { recursive: true });
  chmodSync(place.dir, 0o755);
  for (const name of ['.', ...(readdirSync(place.home, { recursive: true }) as string[])])
    chownSync(path.join(place.home, name), 12345, 12345);
  prepare(place.home);
  const setpriv = 'setpriv --reuid 12345 --regid 12345 --clear-groups';
  return (words) => place.sh(`shift; exec ${setpriv} node "${copy}/dist/bin.cjs" "$@"`, words);
}

test.skipIf(!isRoot)('a cache folder of another user’s: not trusted, and the session is given (as root)', async () => {
  await place.begin();
  const run = asNobody(() => chownSync(place.cache, 0, 0));
  const refused = await run([]);
  expect(refused).toMatchObject({ status: 2, stdout: '(exit 2);\n' });
  const { status, stdout, stderr } = await run([place.sts.freshCode(serial)]);
  expect({ status, stdout }).toEqual(done);
  expect(stderr).toMatch(notKept('~/\\.cache/mfa-env .*another user'));
});

test.skipIf(!isRoot)('a cache folder that another user opened to all: nothing is put there (as root)', async () => {
  const run = asNobody((home) => {
    mkdirSync(place.cache, { recursive: true });
    chownSync(path.join(home, '.cache'), 12345, 12345);
    chmodSync(place.cache, 0o777);
  });
  const { status, stdout, stderr } = await run([place.sts.freshCode(serial)]);
  expect({ status, stdout }).toEqual(done);
  expect(stderr).toMatch(notKept('~/.* another user'));
  expect(place.cached()).toEqual([]);
});

test.skipIf(!isRoot)(
  'sudo -E in a home folder of another user’s: nothing is made there, and a word says why (as root)',
  async () => {
    rmSync(path.join(place.home, '.aws/credentials'));
    for (const name of ['.', '.aws', '.aws/config']) chownSync(path.join(place.home, name), 12345, 12345);
    const before = readdirSync(place.home, { recursive: true });
    const { status, stdout, stderr } = await place.quick([place.sts.freshCode(serial)], { env: keyPair });
    expect({ status, stdout }).toEqual(done);
    expect(stderr).toMatch(notKept(`${place.home} .*another user`));
    const requests = place.sts.requests.length;
    expect(await place.quick(['-w', 'x', '123456'], { env: keyPair })).toMatchObject({
      status: 3,
      stderr: expect.stringMatching(`~/.aws .*another user`),
    });
    expect(place.sts.requests).toHaveLength(requests);
    await place.quick(['logout'], { env: keyPair });
    expect(readdirSync(place.home, { recursive: true })).toEqual(before);
  },
);

test.skipIf(!isRoot)('links: root’s are followed, another user’s lead nowhere (as root)', async () => {
  const elsewhere = path.join(place.dir, 'elsewhere');
  const cache = path.join(place.home, '.cache');
  const run = asNobody(() => {
    mkdirSync(elsewhere, { mode: 0o755 });
    chownSync(elsewhere, 12345, 12345);
    symlinkSync(elsewhere, cache);
  });
  expect(await run([place.sts.freshCode(serial)])).toMatchObject({
    ...done,
    stderr: expect.stringMatching(/^default/),
  });
  expect(await run([])).toMatchObject(isCached);
  lchownSync(cache, 4711, 4711);
  const { stdout, stderr } = await run([place.sts.freshCode(serial)]);
  expect({ status: 0, stdout }).toEqual(done);
  expect(stderr).toMatch(notKept('~/.cache .*another user.*'));
  expect(await run([])).toMatchObject({ status: 2 });
  expect(statSync(elsewhere).mode & 0o777).toBe(0o755);
});

test.skipIf(!isRoot)('a home folder without the right to write (as root)', async () => {
  const run = asNobody((home) => chmodSync(home, 0o555));
  const { status, stdout, stderr } = await run([place.sts.freshCode(serial)]);
  expect({ status, stdout }).toEqual(done);
  expect(stderr).toMatch(notKept('EACCES'));
});

test.each(['000', '077'])('umask %s: the cache is its owner’s alone', async (umask) => {
  const code = { MFA_ENV_CODE_COMMAND: `echo ${place.sts.freshCode(serial)}` };
  expect(await sh(`umask ${umask}; exec "$@"`, code)([])).toMatchObject(done);
  expect([lstatSync(path.join(place.home, '.cache')).mode & 0o777, lstatSync(place.cache).mode & 0o777]).toEqual([
    0o700, 0o700,
  ]);
  for (const name of place.cached()) expect(statSync(path.join(place.cache, name)).mode & 0o777, name).toBe(0o600);
  expect(await place.quick([])).toMatchObject(isCached);
});

test('a cache folder behind a link, and behind two', async () => {
  const elsewhere = path.join(place.dir, 'elsewhere');
  mkdirSync(elsewhere, { mode: 0o700 });
  mkdirSync(path.join(place.home, '.cache'));
  symlinkSync(path.join(place.dir, 'second'), place.cache);
  symlinkSync('elsewhere', path.join(place.dir, 'second'));
  await place.begin();
  expect(await place.quick([])).toMatchObject(isCached);
  expect(readdirSync(elsewhere)).toEqual(place.cached());
  expect(lstatSync(place.cache).isSymbolicLink()).toBe(true);
  expect(await place.quick(['logout'])).toMatchObject({ status: 0, stderr: expect.stringMatching(/^1 session /) });
});

test('1,000 cached sessions', { timeout: 60_000 }, async () => {
  await place.begin();
  const expires = Math.floor(Date.now() / 1000) + 3600;
  const session = { accessKeyId: 'A', secretAccessKey: 'B', sessionToken: 'C', expires };
  for (let n = 0; n < 1000; n++)
    openCache(place.cache).write(
      JSON.stringify([`AKIA${n}`, serial, 'aws', '', { arn: `arn:aws:iam::1:role/${n}` }]),
      session,
    );
  expect(await place.quick([])).toMatchObject(isCached);
  const { status, stdout } = await place.quick(['status', '--json']);
  expect(status).toBe(0);
  expect(JSON.parse(stdout).sessions).toHaveLength(1001);
  await place.begin();
  expect(await place.quick(['logout'])).toMatchObject({ status: 0, stderr: expect.stringMatching(/^1001 sessions /) });
});

test.each<[string, number]>([
  ['a day back', -86_400],
  ['two years back', -2 * 365 * 86_400],
  ['before 1970', -100 * 365 * 86_400],
])('a clock that jumps %s: the cached session is given as before', async (_, seconds) => {
  await place.begin();
  const clock = `const real = Date.now; const R = Date;
    globalThis.Date = class extends R { constructor(...a) { a.length ? super(...a) : super(R.now()); } };
    R.now = Date.now = () => real() + ${seconds * 1000};`;
  const env = { NODE_OPTIONS: `--require=${place.write('clock.cjs', clock)}` };
  for (const words of [[], ['status'], ['list'], ['doctor'], ['exec', 'true'], ['-f', 'json']]) {
    const { status, stderr } = await place.quick(words, { env });
    expect({ status, stderr }, words.join(' ')).toEqual({
      status: words[0] === 'doctor' ? expect.any(Number) : 0,
      stderr: words.length === 0 ? expect.stringMatching(/^default · .* · cached\n$/) : '',
    });
  }
  expect(place.sts.calls('GetSessionToken')).toHaveLength(1);
  // Once it is right again, a new session is as good as ever.
  await place.quick([place.sts.freshCode(serial)], { env });
  expect(await place.quick([])).toMatchObject(isCached);
});

test('100 processes at once on a cached session: one answer, and no call', { timeout: 60_000 }, async () => {
  await place.begin();
  const before = place.sts.requests.length;
  const outcomes = await Promise.all(Array.from({ length: 100 }, () => place.quick(['-q'])));
  expect(new Set(outcomes.map(({ status, stderr }) => `${status} ${stderr}`))).toEqual(new Set(['0 ']));
  expect(new Set(outcomes.map(({ stdout }) => stdout)).size).toBe(1);
  expect(place.sts.requests).toHaveLength(before);
});
