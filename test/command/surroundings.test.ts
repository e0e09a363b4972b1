import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mayMount } from './mount.ts';
import { exportsOf, keyPair, makePlace, type Place, serial } from './run.ts';

// Without a home, a working folder or a place to write to, a session is still given, or a message says why not.

let place: Place;
beforeEach(async () => {
  place = await makePlace();
});
afterEach(() => place.end());

const done = { status: 0, stdout: expect.stringContaining('AWS_SESSION_TOKEN') };
const isRoot = process.getuid?.() === 0;

test('HOME is unset: the user database says where the files are, or options do', async () => {
  const env = {
    HOME: undefined,
    AWS_CONFIG_FILE: path.join(place.home, '.aws/config'),
    AWS_SHARED_CREDENTIALS_FILE: path.join(place.home, '.aws/credentials'),
    MFA_ENV_CACHE_DIR: place.cache,
  };
  expect(await place.quick([place.sts.freshCode(serial)], { env })).toMatchObject(done);
  expect(await place.quick([], { env })).toMatchObject(done);
});

test('HOME is a folder that does not exist', async () => {
  const { status, stdout, stderr } = await place.quick(['123456'], { env: { HOME: '/nonexistent' } });
  expect({ status, stdout }).toEqual({ status: 3, stdout: '(exit 3);\n' });
  expect(stderr).toMatch(/no AWS access key.*\n.*mfa-env setup/);
});

test('the working folder was deleted', async () => {
  const line = `mkdir "${place.dir}/gone" && cd "${place.dir}/gone" && rmdir "${place.dir}/gone" && exec "$@"`;
  expect(await place.sh(line, [place.sts.freshCode(serial)])).toMatchObject(done);
  expect(await place.sh(line.replace('mkdir', 'mkdir -p'), [])).toMatchObject(done);
  for (const words of [['--clear'], ['--version'], ['--help'], ['init', 'bash']])
    expect(await place.sh(line, words), words[0]).toMatchObject({ status: 0 });
  expect(await place.sh(line, ['--nope'])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('unknown option'),
  });
});

test.each([
  ['closes early', '{ "$@"; echo "status $?" >&2; } | true', 'EPIPE'],
  ['is full', '"$@" >/dev/full; echo "status $?" >&2', 'ENOSPC'],
])('a stdout that %s: a status, and the code is not wasted', async (_, line, code) => {
  const { stdout, stderr } = await place.sh(line, [place.sts.freshCode(serial)]);
  expect(stdout).toBe('');
  expect(stderr).toMatch(new RegExp(`^mfa-env: .*output .*\\(${code}\\)\n.*cache\nstatus 1\n$`));
  expect(await place.quick([])).toMatchObject(done);
});

test('a closed stdout: the code is not wasted', async () => {
  const { stdout, stderr } = await place.sh('"$@" >&-', [place.sts.freshCode(serial)]);
  expect(stdout).toBe('');
  expect(stderr).not.toContain('a bug in mfa-env');
  expect(await place.quick([])).toMatchObject(done);
});

test('a closed or full stderr changes nothing on stdout', async () => {
  expect(await place.sh('"$@" 2>&-', [place.sts.freshCode(serial)])).toMatchObject(done);
  expect(await place.sh('"$@" 2>/dev/full', [])).toMatchObject(done);
  expect(await place.sh('"$@" 2>/dev/full', ['-p', 'nosuch'])).toMatchObject({ status: 3, stdout: '(exit 3);\n' });
});

test('a slow reader gets it all', async () => {
  const { stdout } = await place.sh('{ "$@"; } | { sleep 1; cat; }', [place.sts.freshCode(serial)]);
  expect(exportsOf(stdout)).toHaveProperty('MFA_ENV_EXPIRES');
});

test.each<[string, (place: Place) => void]>([
  ['is a file', ({ write }) => write('.cache/mfa-env', '')],
  ['lies below a file', ({ write }) => write('.cache', '')],
  ['leads nowhere', ({ dir, home }) => symlinkSync(path.join(dir, 'no', 'such'), path.join(home, '.cache'))],
])('C5.2: a cache folder that %s: a warning, and the credentials all the same', async (_, prepare) => {
  prepare(place);
  const { status, stdout, stderr } = await place.quick([place.sts.freshCode(serial)]);
  expect({ status, stdout }).toEqual(done);
  expect(stderr).toMatch(/^mfa-env: .*cached .*\.cache\/mfa-env \(E\w+\)/);
  expect(stderr.split('\n')).toHaveLength(3);
});

test.skipIf(!mayMount)('C5.2: a full disk below the cache (needs a mount)', async () => {
  mkdirSync(place.cache, { recursive: true, mode: 0o700 });
  const small = 'mount -t tmpfs -o size=4k,mode=700 tmpfs "$CACHE" && head -c 4096 /dev/zero >"$CACHE/x"';
  const line = `exec unshare -rm sh -c '${small} && "$@" && ls -A "$CACHE"' sh "$@"`;
  const { status, stdout, stderr } = await place.sh(line, [place.sts.freshCode(serial)], {
    env: { CACHE: place.cache },
  });
  expect({ status, stdout }).toEqual(done);
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('x'); // and no half file is left
  expect(stderr).toMatch(/cached .* \(ENOSPC\)/);
});

/** Spoils the file that holds the session, and gives its path. */
async function spoiled(change: (file: string) => void): Promise<string> {
  await place.begin();
  const file = readdirSync(place.cache)
    .map((name) => path.join(place.cache, name))
    .find((name) => readFileSync(name, 'utf8').includes('sessionToken'));
  if (!file) throw new Error('no session is cached');
  change(file);
  return file;
}

test.each<[string, (file: string) => void, RegExp]>([
  ['garbage', (file) => writeFileSync(file, '\0garbage'), /is damaged/],
  ['empty', (file) => writeFileSync(file, ''), /is damaged/],
  ['cut', (file) => writeFileSync(file, readFileSync(file).subarray(0, 40)), /is damaged/],
  [
    'without a token',
    (file) => writeFileSync(file, readFileSync(file, 'utf8').replace('sessionToken', 'x')),
    /is damaged/,
  ],
  [
    'newer',
    (file) => writeFileSync(file, readFileSync(file, 'utf8').replace('"version":1', '"version":2')),
    /another version/,
  ],
  ['readable by others', (file) => chmodSync(file, 0o644), /can be read by others/],
  [
    'a folder',
    (file) => {
      rmSync(file);
      mkdirSync(file);
    },
    /plain file|read/,
  ],
  [
    'a symlink',
    (file) => {
      rmSync(file);
      symlinkSync(place.write('elsewhere', 'untouched'), file);
    },
    /plain file|read/,
  ],
  ...(isRoot
    ? ([['foreign', (file) => chownSync(file, 12345, 12345), /belongs to another user/]] satisfies [
        [string, (file: string) => void, RegExp],
      ])
    : []),
])('C5.2: a cache file that is %s: ignored, said, and replaced', async (what, change, message) => {
  const file = await spoiled(change);
  const ignored = await place.quick([]);
  expect(ignored).toMatchObject({ status: 2, stdout: '(exit 2);\n' });
  expect(ignored.stderr.split('\n')[0]).toMatch(message);
  expect(ignored.stderr.split('\n')[0]).toContain(file.replace(place.home, '~'));
  const { stderr } = await place.quick([place.sts.freshCode(serial)]);
  if (what === 'a symlink') expect(readFileSync(path.join(place.home, 'elsewhere'), 'utf8')).toBe('untouched');
  if (what === 'a folder') return; // what is no file is not taken away
  expect(stderr).toMatch(/^default · .* · new\n$/);
  expect(await place.quick([])).toMatchObject({ ...done, stderr: expect.stringMatching(/^default · .* · cached\n$/) });
});

test('C5.2: a cache folder that others can write to is not trusted, and closed', async () => {
  await place.begin();
  chmodSync(place.cache, 0o777);
  expect(await place.quick([])).toMatchObject({ status: 2, stderr: expect.stringContaining('written by others') });
  await place.begin();
  expect(await place.quick([])).toMatchObject({ ...done, stderr: expect.stringMatching(/^default · .* · cached\n$/) });
});

test('kill -9 at any moment leaves a cache that works', async () => {
  await place.begin();
  for (const after of [0, 20, 40, 50, 60, 70, 80, 90, 100, 120]) {
    await place.sh(`"$@" >/dev/null 2>&1 & sleep 0.${String(after).padStart(3, '0')}; kill -9 $!; wait`, [
      place.sts.freshCode(serial),
    ]);
    expect(await place.quick([])).toMatchObject({
      ...done,
      stderr: expect.stringMatching(/^default · .* · cached\n$/),
    });
  }
  await place.begin();
  expect(place.cached().filter((name) => name.startsWith('.'))).toEqual([]);
});

test('C5.1: the long-term secret is in no file, message or argument', async () => {
  const { stdout, stderr } = await place.quick([place.sts.freshCode(serial)], { env: { MFA_ENV_DEBUG: '1' } });
  expect(stdout + stderr).not.toContain(keyPair.AWS_SECRET_ACCESS_KEY);
});
