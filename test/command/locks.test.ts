import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { codesKey, entryFile, userKey } from '../../src/cache/keys.ts';
import { pidNamespace, processStart } from '../../src/system/process.ts';
import { runs } from '../proof/runs.ts';
import { at } from './at.ts';
import { inPlace } from './in-place.ts';
import { mayMount } from './mount.ts';
import { keyPair, makePlace, type Place, serial } from './run.ts';

// What killed or strange processes left behind keeps nobody from asking for a code: C4.5.

let place: Place;
let lock: string;
beforeEach(async () => {
  place = await makePlace();
  lock = lockIn(place);
});
afterEach(() => place.end());

/** The lock of the turn to ask, in a cache folder that is there. */
function lockIn({ cache, sts }: Place): string {
  mkdirSync(cache, { recursive: true, mode: 0o700 });
  return `${entryFile(cache, userKey(keyPair.AWS_ACCESS_KEY_ID, sts.url))}.lock`;
}

const dead = spawnSync(process.execPath, ['-p', 'process.pid']).stdout.toString().trim();
const holder = (more: object): string =>
  JSON.stringify({ pid: Number(dead), start: '1', ...here, terminal: '', ...more });
const here = { host: hostname(), namespace: pidNamespace() };

const old = (lock: string, seconds: number): void =>
  utimesSync(lock, Date.now() / 1000 - seconds, Date.now() / 1000 - seconds);

// All at once, as they mostly wait: a lock that names nobody may be one that is just being made.
test.concurrent.each<[string, (lock: string) => void]>([
  ['of a dead process', (lock) => writeFileSync(lock, holder({}))],
  ['of a process whose number came again', (lock) => writeFileSync(lock, holder({ pid: process.pid }))],
  ['that is empty', (lock) => writeFileSync(lock, '')],
  ['of garbage', (lock) => writeFileSync(lock, '\0garbage')],
  ['of JSON that is no holder', (lock) => writeFileSync(lock, '{"pid":1}')],
  ['of everybody', (lock) => writeFileSync(lock, holder({ pid: -1, start: '' }))],
  ['of nobody', (lock) => writeFileSync(lock, holder({ pid: 0, start: '' }))],
  ['that is null', (lock) => writeFileSync(lock, 'null')],
  ['that is a folder', (lock) => mkdirSync(lock)],
  ['that is a dangling link', (lock) => symlinkSync('/nonexistent/x', lock)],
  [
    'from the future',
    (lock) => {
      writeFileSync(lock, 'x');
      old(lock, -86_400);
    },
  ],
  [
    'of another machine, long ago',
    (lock) => {
      writeFileSync(lock, holder({ host: 'elsewhere' }));
      old(lock, 3600);
    },
  ],
  [
    'whose breaker was killed',
    (lock) => {
      writeFileSync(lock, holder({}));
      mkdirSync(`${lock}.break`);
    },
  ],
])(
  'a lock %s is nobody’s: the turn is taken, and no lock stays',
  inPlace(async (place, _: string, make: (lock: string) => void) => {
    make(lockIn(place));
    const env = { MFA_ENV_CODE_COMMAND: `echo ${place.sts.freshCode(serial)}` };
    expect(await place.sh('exec timeout 20 "$@"', [], { env })).toMatchObject({ status: 0 });
    expect(place.sts.calls('GetSessionToken')).toHaveLength(1);
    expect(place.cached().filter((name) => name.includes('lock'))).toEqual([]);
  }),
  60_000,
);

test.each([
  ['machine', { host: 'elsewhere' }, 'on elsewhere'],
  ['container of the same name', { namespace: 'pid:[4711]' }, 'of another container'],
])('a lock of another %s, on a shared home folder, is believed, and told', async (_, more, where) => {
  writeFileSync(lock, holder({ ...more, pid: 4711 }));
  const terminal = at(place, 'trap : INT; "$@" >/dev/null');
  await terminal.until(new RegExp(`waiting .*4711 ${where}`));
  terminal.press('\u0003');
  await terminal.until('status=130');
});

/** A process that is halted, and holds the turn; and time that runs a hundred times as fast for whoever waits minutes. */
function haltedHolder(): { pid: number; env: Record<string, string> } {
  const { pid = 0 } = spawn('sleep', ['100'], { stdio: 'ignore', detached: true });
  onTestFinished(() => void process.kill(pid, 'SIGKILL'));
  process.kill(pid, 'SIGSTOP');
  writeFileSync(lock, holder({ pid, start: processStart(pid), terminal: 'pts/7' }));
  const fast = `const wait = globalThis.setTimeout;
    globalThis.setTimeout = (done, ms, ...more) => wait(done, ms > 60_000 ? ms / 100 : ms, ...more);`;
  return { pid, env: { NODE_OPTIONS: `--require=${place.write('fast.cjs', fast)}` } };
}

test.each([
  ['the main job', ['-s', 'posix'], '(exit 2);\n'],
  ['exec', ['exec', '--', 'echo', 'ran'], ''],
])('without a terminal, %s waits minutes for a halted process, and not for ever', async (_, words, stdout) => {
  const { pid, env } = haltedHolder();
  const outcome = await place.sh('exec timeout 20 "$@"', words, { env });
  expect(outcome).toMatchObject({ status: 2, stdout });
  expect(outcome.stderr).toMatch(new RegExp(`3m .*pts/7, pid ${pid}\n.* kill -9 ${pid}\n$`));
  expect(JSON.parse(readFileSync(lock, 'utf8'))).toMatchObject({ pid });
});

test('at a terminal the user says how long to wait', async () => {
  const { pid, env } = haltedHolder();
  const terminal = at(place, 'trap : INT; "$@" >/dev/null', [], env);
  await terminal.until(new RegExp(`waiting .*pts/7, pid ${pid}`));
  await setTimeout(2500);
  terminal.press('\u0003');
  await terminal.until('status=130');
});

test('twenty at once, in the way of a dead lock: one asks', { timeout: 60_000 }, async () => {
  for (let round = 0; round < runs(3); round++) {
    await place.run(['logout']);
    writeFileSync(lock, holder({}));
    const env = { MFA_ENV_CODE_COMMAND: `echo ${place.sts.freshCode(serial)}` };
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => place.run(['-q'], { env })));
    expect(outcomes.filter(({ status }) => status !== 0)).toEqual([]);
    expect(place.sts.calls('GetSessionToken')).toHaveLength(round + 1);
  }
});

test('a cache folder that cannot be made: no lock, no cache, and the session all the same', async () => {
  const env = { MFA_ENV_CACHE_DIR: '/dev/null/x', MFA_ENV_CODE_COMMAND: `echo ${place.sts.freshCode(serial)}` };
  const { status, stderr } = await place.run([], { env });
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: expect.stringMatching(/^mfa-env: .*cached .*\ndefault · .* · new\n$/),
  });
});

test.skipIf(!mayMount)('a container that shares the folder takes nobody outside for dead (needs a mount)', async () => {
  writeFileSync(lock, holder({ pid: process.pid, start: processStart(process.pid) }));
  const env = { MFA_ENV_CODE_COMMAND: `echo ${place.sts.freshCode(serial)}` };
  const line = 'exec timeout 5 unshare -rpf --mount-proc timeout 2 "$@"';
  const { status, stderr } = await place.sh(line, [], { env });
  expect({ status, stderr }).toEqual({ status: 124, stderr: expect.stringContaining('of another container') });
  expect(JSON.parse(readFileSync(lock, 'utf8'))).toMatchObject({ pid: process.pid });
});

test.skipIf(!mayMount)('a cache on a read-only disk (needs a mount)', async () => {
  const line = `exec unshare -rm sh -c 'mount -t tmpfs -o ro,mode=700 tmpfs "$CACHE" && exec "$@"' sh "$@"`;
  const env = { CACHE: place.cache, MFA_ENV_CODE_COMMAND: `echo ${place.sts.freshCode(serial)}` };
  const { status, stderr } = await place.sh(line, [], { env });
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: expect.stringMatching(/^mfa-env: .*cached .*EROFS.*\ndefault · .* · new\n$/),
  });
});

// A folder that belongs to somebody else, or to other programs too.

const isRoot = process.getuid?.() === 0;

test.skipIf(!isRoot)('a cache folder of another user’s: nothing is made there, waited for or taken away', async () => {
  const codes = path.basename(entryFile(place.cache, codesKey(serial, place.sts.url)));
  mkdirSync(path.join(place.cache, `${codes}.lock/deep`), { recursive: true });
  spawnSync('mkfifo', [lock]);
  for (const name of ['', path.basename(lock), `${codes}.lock`]) lchownSync(path.join(place.cache, name), 4711, 4711);
  const before = readdirSync(place.cache, { recursive: true });
  const { status, stderr } = await place.sh('exec timeout 9 "$@"', [place.sts.freshCode(serial)]);
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: expect.stringMatching(/cached .*\n.* · new\n$/),
  });
  expect(readdirSync(place.cache, { recursive: true })).toEqual(before);
});

test('a planted link is not written through, in a folder that is one’s own too', async () => {
  const victim = place.write('victim', 'as it was');
  const line = `ln -s "$VICTIM" "$CACHE/.${path.basename(lock)}.mfa-env-$$${suffix}"; exec "$@"`;
  const env = { VICTIM: victim, CACHE: place.cache, MFA_ENV_CODE_COMMAND: `echo ${place.sts.freshCode(serial)}` };
  expect(await place.sh(line, [], { env })).toMatchObject({ status: 0 });
  expect(readFileSync(victim, 'utf8')).toBe('as it was');
});
const suffix = here.namespace.replace(/\D+/g, '') && `-${here.namespace.replace(/\D+/g, '')}`;

test('logout takes nothing of other programs away, also where they share the folder', async () => {
  const theirs = ['important.lock/deep', 'yarn.lock', 'birthday.until', 'pipe.until'].map((name) =>
    path.join(place.cache, name),
  );
  const [folder = '', yarn = '', birthday = '', pipe = ''] = theirs;
  mkdirSync(folder, { recursive: true });
  writeFileSync(yarn, 'x');
  writeFileSync(birthday, '1700000000');
  spawnSync('mkfifo', [pipe]);
  for (const file of theirs) utimesSync(file, 1, 1);
  expect(await place.sh('exec timeout 9 "$@"', ['logout'])).toMatchObject({ status: 0 });
  expect(theirs.filter((file) => !existsSync(file))).toEqual([]);
});
