import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { runs } from '../proof/runs.ts';
import { mayMount } from './mount.ts';
import { keyLines, makePlace, type Place, serial } from './run.ts';

// `--write` loses nothing where many write at once, where it is killed, and where a disk is full: C5.4.

let place: Place;
let file: string;
beforeEach(async () => {
  place = await makePlace();
  file = path.join(place.home, '.aws', 'credentials');
});
afterEach(() => place.end());

const text = (): string => readFileSync(file, 'utf8');
const leftovers = (): string[] => readdirSync(path.dirname(file)).filter((name) => name.startsWith('.'));

/** A file that is not written in no time. */
const large = `[default]\n${keyLines}\n${'# what somebody noted here\n'.repeat(8000)}\n`;

/** The lines of one whole session. */
const whole =
  /^\[s\d+\]\naws_access_key_id = ASIA\w+\naws_secret_access_key = \S+\naws_session_token = \S+\nx_security_token_expires = \S+\n\n?/;

/** The sections behind the large text, each of them whole. */
function sectionsWritten(): string[] {
  const now = text();
  expect(now.startsWith(large)).toBe(true);
  const names: string[] = [];
  for (let rest = now.slice(large.length); rest !== ''; ) {
    const [found] = whole.exec(rest) ?? [];
    expect(found, rest.slice(0, 300)).toBeDefined();
    names.push(/\[(.*)\]/.exec(found ?? '')?.[1] ?? '');
    rest = rest.slice(found?.length ?? rest.length);
  }
  return names;
}

test('many writers of different sections at once lose nothing', { timeout: 120_000 }, async () => {
  place.write('.aws/credentials', large);
  await place.begin();
  const names = Array.from({ length: runs(50) }, (_, number) => `s${number}`);
  const outcomes = await Promise.all(names.map((name) => place.run(['-w', name, '-q'])));
  expect(outcomes.filter(({ status, stderr }) => status !== 0 || stderr !== '')).toEqual([]);
  expect(sectionsWritten().sort()).toEqual(names.sort());
  expect(leftovers()).toEqual([]);
});

const ended = (child: ChildProcess): Promise<unknown> => new Promise((resolve) => child.on('exit', resolve));

test('the command killed at many moments: the old file or the new one', { timeout: 120_000 }, async () => {
  place.write('.aws/credentials', large);
  await place.begin();
  const command = path.join(inject('bin'), 'mfa-env');
  const count = runs(25);
  let written = 0;
  for (let kills = 0; kills < count; kills++) {
    const child = spawn(command, ['-w', `s${kills}`], { env: place.env, stdio: 'ignore' });
    const end = ended(child);
    await setTimeout(30 + (75 * kills) / count);
    child.kill('SIGKILL');
    await end;
    const names = sectionsWritten();
    expect(names.length - written).toBeLessThanOrEqual(1);
    written = names.length;
  }
  expect(await place.run(['-w', 's99'])).toMatchObject({ status: 0 });
  expect(sectionsWritten()).toContain('s99');
  expect(leftovers()).toEqual([]);
});

test('a writer that does nothing else, killed 20 times', { timeout: 120_000 }, async () => {
  place.write('.aws/credentials', large);
  const module = path.resolve(import.meta.dirname, '../../src/aws/files/write-session.ts');
  const contents = `const { writeSession } = await import(${JSON.stringify(module)});
    const field = (letter) => letter.repeat(300);
    for (let n = 0; ; n++) await writeSession(${JSON.stringify(file)}, 's' + (n % 3), {
      accessKeyId: 'ASIA' + n, secretAccessKey: field('abc'[n % 3]), sessionToken: field('xyz'[n % 3]) });`;
  const writer = path.join(place.dir, 'writer.mjs');
  const target = { outfile: writer, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' } as const;
  const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
  await build({ stdin: { contents, resolveDir: place.dir }, banner, ...target });
  for (let kills = 0; kills < 20; kills++) {
    const before = text();
    const child = spawn(process.execPath, [writer], { env: place.env, stdio: 'ignore' });
    const end = ended(child);
    while (text() === before) await setTimeout(1);
    await setTimeout(kills % 25);
    child.kill('SIGKILL');
    await end;
    expect(new Set(sectionsWritten()).size).toBe(sectionsWritten().length);
  }
  expect(await place.run(['-w', 's9', place.sts.freshCode(serial)])).toMatchObject({ status: 0 });
  expect(sectionsWritten()).toContain('s9');
  expect(leftovers()).toEqual([]);
});

test.skipIf(!mayMount)('a read-only disk: refused before a code is used (needs a mount)', async () => {
  const folder = path.dirname(file);
  const line = `exec unshare -rm sh -c 'mount --bind "$F" "$F" && mount -o remount,ro,bind "$F" && exec "$@"' sh "$@"`;
  const { status, stderr } = await place.sh(line, ['-w', 'x', '123456'], { env: { F: folder } });
  expect({ status, stderr }).toEqual({
    status: 3,
    stderr: expect.stringMatching(/\(EROFS\)\n.*no code/),
  });
  expect(place.sts.connections()).toBe(0);
});

test.skipIf(!mayMount)(
  'a file that is mounted by itself, as in a container, is written in place (needs a mount)',
  async () => {
    const line = `exec unshare -rm sh -c 'mount --bind "$F" "$F" && "$@" && cat "$F"' sh "$@"`;
    const { status, stdout } = await place.sh(line, ['-w', 'x', '-q', '-f', 'env', place.sts.freshCode(serial)], {
      env: { F: file },
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('[x]\naws_access_key_id = ASIA') });
    expect(leftovers()).toEqual([]);
  },
);

test('a disk quota that is used up: refused before a code is used', async () => {
  const { status, stderr } = await place.sh('ulimit -f 0; exec "$@"', ['-w', 'x', '123456']);
  expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringMatching(/\(EFBIG\)\n.*no code/) });
  expect(place.sts.connections()).toBe(0);
});

test.skipIf(!mayMount)('where it does not fit, the old content is put back (needs a mount)', async () => {
  place.write('.aws/credentials', `[default]\n${keyLines}# ${'x'.repeat(3900)}\n`);
  const before = text();
  const line = `exec unshare -rm sh -c 'mkdir "$F.d" && mount -t tmpfs -o size=4k tmpfs "$F.d" && cp "$F" "$F.d/f" &&
    mount --bind "$F.d/f" "$F" && "$@" >/dev/null; cat "$F"' sh "$@"`;
  const { stdout, stderr } = await place.sh(line, ['-w', 'x', place.sts.freshCode(serial)], { env: { F: file } });
  expect(stderr).toMatch(/\(ENOSPC\)/);
  expect(stdout).toBe(before);
});
