import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { cache } from '../../src/doctor/checks/cache.ts';
import type { CacheFacts } from '../../src/doctor/facts.ts';
import { lookAtCache } from '../../src/doctor/probes/cache-folder.ts';
import { facts } from './healthy.ts';

// The cache folder: what is wrong with it → the finding, and the command that fixes it.

const folder = '/home/alice/.cache/mfa-env';
const own = { path: folder, kind: 'folder', uid: 1000, mode: 0o700, writable: true } as const;
type Nearest = CacheFacts['nearest'];
const nearest = (change: Partial<Nearest>, more: Partial<CacheFacts> = {}): Partial<CacheFacts> => ({
  nearest: { ...own, ...change },
  ...more,
});

test.each<[situation: string, change: Partial<CacheFacts>, message: RegExp, advice: string]>([
  [
    '~/.cache belongs to root, as after sudo -E',
    nearest({ path: '/home/alice/.cache', uid: 0, mode: 0o755, writable: false }),
    /\/home\/alice\/.cache belongs to another user$/,
    'sudo chown -R 1000 /home/alice/.cache',
  ],
  [
    'the folder belongs to root',
    nearest({ uid: 0, writable: false }, { problem: `${folder} belongs to another user` }),
    /belongs to another user$/,
    `sudo chown -R 1000 ${folder}`,
  ],
  [
    'root in the home folder of another user',
    nearest({ path: '/home/alice', mode: 0o755 }, { uid: 0 }),
    /\/home\/alice belongs to another user$/,
    'authaws doctor',
  ],
  [
    'a home folder of another user gets no chown',
    nearest({ path: '/home/alice', uid: 0, mode: 0o755, writable: false }),
    /belongs to another user/,
    'export MFA_ENV_CACHE_DIR="$(mktemp -d)"',
  ],
  [
    'neither does /',
    nearest({ path: '/', uid: 0, mode: 0o755, writable: false }, { home: '/', folder: '/.cache/mfa-env' }),
    /belongs to another user/,
    'export MFA_ENV_CACHE_DIR="$(mktemp -d)"',
  ],
  ['others can write to it', nearest({ mode: 0o770 }), /other users can write/, `chmod 700 ${folder}`],
  [
    'it is a folder like /tmp',
    nearest({ path: '/tmp', mode: 0o1777 }, { folder: '/tmp' }),
    /shared folder$/,
    'export MFA_ENV_CACHE_DIR="$(mktemp -d)"',
  ],
  [
    'it is a link that is not trusted',
    nearest({ kind: 'link' }, { problem: `${folder} is a link` }),
    /link$/,
    `rm ${folder}`,
  ],
  [
    'a file is in the way',
    nearest({ path: '/home/alice/.cache', kind: 'other', mode: 0o644 }),
    /\.cache is not a folder$/,
    'mv /home/alice/.cache /home/alice/.cache.old',
  ],
  ['its owner may not write', nearest({ mode: 0o500, writable: false }), /not writable$/, `chmod u+rwx ${folder}`],
  [
    'a file system that is read-only',
    nearest({ writable: false }),
    /not writable$/,
    'export MFA_ENV_CACHE_DIR="$(mktemp -d)"',
  ],
  [
    'files of other users',
    { foreignFiles: 2 },
    /^2 files in .* belong to another user/,
    `sudo chown -R 1000 ${folder}`,
  ],
  ['a problem of another kind', { problem: 'something else' }, /: something else$/, `ls -ld ${folder}`],
])('%s', (_, change, message, advice) => {
  const found = cache(facts({ cache: change }), []);
  expect(found).toMatchObject([{ check: 'cache', level: 'warning', message: expect.stringMatching(message) }]);
  expect(` ${found[0]?.advice}`.endsWith(` ${advice}`), found[0]?.advice).toBe(true);
});

test('a file outside the home folder is not to be moved away', () => {
  const device: Partial<Nearest> = { path: '/dev/null', kind: 'other', uid: 0, mode: 0o666 };
  const change = { folder: '/dev/null/x', home: '/dev/null', ...nearest(device) };
  const [finding] = cache(facts({ cache: change }), []);
  expect(finding?.advice).toMatch(/^use a folder of your own: /);
});

test('the command for fish is in its syntax', () => {
  const [found] = cache(
    facts({ shell: 'fish', cache: nearest({ path: '/tmp', mode: 0o1777 }, { folder: '/tmp' }) }),
    [],
  );
  expect(found?.advice).toContain(': set -gx MFA_ENV_CACHE_DIR (mktemp -d)');
});

test.each<[string, Partial<CacheFacts>]>([
  ['a healthy folder', {}],
  ['no folder yet', nearest({ path: '/home/alice', mode: 0o755 })],
  ['a shared folder above it', nearest({ path: '/tmp', uid: 0, mode: 0o1777 }, { folder: '/tmp/mine' })],
  ['a link to a folder of the user', nearest({ kind: 'link' })],
  ['no home folder, which another check reports', { folder: '' }],
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

test('the probe sees what exists, and creates nothing', () => {
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

test('the probe sees that a folder has another use', () => {
  mkdirSync(path.join(home, '.cache/other'), { recursive: true });
  const { problem } = lookAtCache({ HOME: home, MFA_ENV_CACHE_DIR: path.join(home, '.cache') });
  expect(problem).toMatch(/holds other files/);
});

test('the probe tells a file, a link and a dangling link apart', () => {
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
