import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { cache } from '../../src/doctor/checks/cache.ts';
import type { CacheFacts } from '../../src/doctor/facts.ts';
import { lookAtCache } from '../../src/doctor/probes/cache-folder.ts';
import { facts } from './healthy.ts';

// Where sessions are kept: what stands there → what is said, and the line that mends it.

const folder = '/home/alice/.cache/mfa-env';
const own = { path: folder, kind: 'folder', uid: 1000, mode: 0o700, writable: true } as const;
type Nearest = CacheFacts['nearest'];
const nearest = (change: Partial<Nearest>, more: Partial<CacheFacts> = {}): Partial<CacheFacts> => ({
  nearest: { ...own, ...change },
  ...more,
});

test.each<[situation: string, change: Partial<CacheFacts>, message: RegExp, advice: string]>([
  [
    "~/.cache is root's, as sudo -E leaves it",
    nearest({ path: '/home/alice/.cache', uid: 0, mode: 0o755, writable: false }),
    /^no session is kept: \/home\/alice\/.cache belongs to another user$/,
    'sudo chown -R 1000 /home/alice/.cache',
  ],
  [
    "the folder is root's",
    nearest({ uid: 0, writable: false }, { problem: `${folder} belongs to another user` }),
    /belongs to another user$/,
    `sudo chown -R 1000 ${folder}`,
  ],
  [
    'root in the home folder of somebody else',
    nearest({ path: '/home/alice', mode: 0o755 }, { uid: 0 }),
    /^no session is kept: \/home\/alice belongs to another user$/,
    'as yourself, without sudo: authaws doctor',
  ],
  [
    'a home folder that is not theirs is not taken',
    nearest({ path: '/home/alice', uid: 0, mode: 0o755, writable: false }),
    /belongs to another user/,
    'take a folder of your own: export MFA_ENV_CACHE_DIR="$(mktemp -d)"',
  ],
  [
    'nor is the whole machine',
    nearest({ path: '/', uid: 0, mode: 0o755, writable: false }, { home: '/', folder: '/.cache/mfa-env' }),
    /belongs to another user/,
    'take a folder of your own: export MFA_ENV_CACHE_DIR="$(mktemp -d)"',
  ],
  ['others can write there', nearest({ mode: 0o770 }), /others can write there$/, `chmod 700 ${folder}`],
  [
    'it is a folder like /tmp',
    nearest({ path: '/tmp', mode: 0o1777 }, { folder: '/tmp' }),
    /that many share$/,
    'take a folder of your own: export MFA_ENV_CACHE_DIR="$(mktemp -d)"',
  ],
  [
    'it is a link that is not trusted',
    nearest({ kind: 'link' }, { problem: `${folder} is a link` }),
    /is a link$/,
    `rm ${folder}`,
  ],
  [
    'a file is in the way',
    nearest({ path: '/home/alice/.cache', kind: 'other', mode: 0o644 }),
    /\.cache is no folder$/,
    'mv /home/alice/.cache /home/alice/.cache.old',
  ],
  [
    'its owner may not write',
    nearest({ mode: 0o500, writable: false }),
    /nothing can be written/,
    `chmod u+rwx ${folder}`,
  ],
  [
    'a file system that is read-only',
    nearest({ writable: false }),
    /nothing can be written/,
    'take a folder of your own: export MFA_ENV_CACHE_DIR="$(mktemp -d)"',
  ],
  ['files of others', { foreignFiles: 2 }, /^2 files in .* belong to another user/, `sudo chown -R 1000 ${folder}`],
  ['a problem of another kind', { problem: 'something else' }, /: something else$/, `look at it: ls -ld ${folder}`],
])('%s', (_, change, message, advice) => {
  const found = cache(facts({ cache: change }), []);
  expect(found).toMatchObject([{ check: 'cache', level: 'warning', message: expect.stringMatching(message), advice }]);
});

test('nobody is told to move a file that is not below the home folder away', () => {
  const device: Partial<Nearest> = { path: '/dev/null', kind: 'other', uid: 0, mode: 0o666 };
  const change = { folder: '/dev/null/x', home: '/dev/null', ...nearest(device) };
  const [finding] = cache(facts({ cache: change }), []);
  expect(finding?.advice).toMatch(/^take a folder of your own: /);
});

test('fish has a syntax of its own', () => {
  const [found] = cache(
    facts({ shell: 'fish', cache: nearest({ path: '/tmp', mode: 0o1777 }, { folder: '/tmp' }) }),
    [],
  );
  expect(found?.advice).toBe('take a folder of your own: set -gx MFA_ENV_CACHE_DIR (mktemp -d)');
});

test.each<[string, Partial<CacheFacts>]>([
  ['it is as it should be', {}],
  ['it is not there yet', nearest({ path: '/home/alice', mode: 0o755 })],
  ['a shared folder above it', nearest({ path: '/tmp', uid: 0, mode: 0o1777 }, { folder: '/tmp/mine' })],
  ['a link that leads to a folder of their own', nearest({ kind: 'link' })],
  ['no home folder, which another check tells', { folder: '' }],
])('%s: no finding', (_, change) => {
  expect(cache(facts({ cache: change }), [])).toEqual([]);
});

let home: string;
beforeAll(() => {
  home = mkdtempSync(path.join(tmpdir(), 'mfa-env-cache-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));
beforeEach(() => {
  rmSync(path.join(home, '.cache'), { recursive: true, force: true });
});
const place = (): string => path.join(home, '.cache/mfa-env');
const seen = (): CacheFacts => lookAtCache({ HOME: home });

test('what stands there is seen, and nothing is made', () => {
  const uid = process.getuid?.();
  expect(seen()).toMatchObject({
    folder: place(),
    nearest: { path: home, kind: 'folder', uid },
    foreignFiles: 0,
    home,
  });
  mkdirSync(place(), { recursive: true, mode: 0o700 });
  expect(seen().nearest).toEqual({ path: place(), kind: 'folder', uid, mode: expect.any(Number), writable: true });
  chmodSync(place(), 0o777);
  expect(seen().nearest.mode & 0o777).toBe(0o777);
  expect(seen().problem).toMatch(/written by others/);
});

test('a file, a link, and a link that leads nowhere', () => {
  writeFileSync(path.join(home, '.cache'), '');
  expect(seen().nearest).toMatchObject({ path: path.join(home, '.cache'), kind: 'other' });
  rmSync(path.join(home, '.cache'));
  mkdirSync(path.join(home, '.cache'));
  symlinkSync(home, place());
  expect(seen().nearest).toMatchObject({ path: place(), kind: 'link' });
  rmSync(place());
  symlinkSync(path.join(home, 'nowhere'), place());
  expect(cache(facts({ cache: seen() }), [])).toMatchObject([{ advice: `mv ${place()} ${place()}.old` }]);
});
