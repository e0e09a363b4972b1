import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makePlace, type Place, serial } from '../command/run.ts';
import { isInstalled } from '../shell/shells.ts';
import { killedAt } from './killed-at.ts';
import { nextKill, runs } from './runs.ts';

// A kill -9 at any moment leaves the old file or the new one, and the next run takes the rest away: C5.4.

let place: Place;
beforeEach(async () => {
  place = await makePlace();
});
afterEach(() => place.end());

const leftOver = (folder: string): string[] => readdirSync(folder).filter((name) => /^\.|lock/.test(name));

/** Each file of the cache as it stands: whole, whatever happened. */
function expectWhole(folder: string): void {
  for (const name of readdirSync(folder).filter((file) => /^[0-9a-f]{16}\.json$/.test(file))) {
    const { version, key, content } = JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
    expect({ version, key, content }, name).toMatchObject({ version: 1, key: expect.any(String) });
    expect(content, name).toBeTruthy();
  }
}

const canTrace = isInstalled('strace');
test.skipIf(canTrace || process.env.CI !== 'true')('strace is on this machine', () => {
  throw new Error('strace is not installed, and no kill at a system call was tried');
});

/** The calls by which a file comes to be, and those around them. */
const calls = ['write', 'fchmod', 'fsync', 'rename', 'mkdir', 'link', 'unlink', 'ftruncate'];

test.runIf(canTrace)('killed as it enters each system call of a renewal', { timeout: 120_000 }, async () => {
  await place.begin();
  const { stdout: old } = await place.quick(['-f', 'json']);
  const template = path.join(place.dir, 'template');
  cpSync(place.cache, template, { recursive: true });
  let kills = 0;
  for (const call of calls) {
    for (let nth = 1, killed = true; killed; nth += nextKill) {
      rmSync(place.cache, { recursive: true });
      cpSync(template, place.cache, { recursive: true });
      const { status, stdout } = await place.sh(killedAt(call, nth), ['-f', 'json', place.sts.freshCode(serial)]);
      killed = status !== 0;
      kills += killed ? 1 : 0;
      const where = `${call} ${nth}`;
      expectWhole(place.cache);
      const now = await place.quick(['-f', 'json']);
      expect(now, where).toMatchObject({ status: 0, stderr: '' });
      // Old or new: what stdout took is what the cache has.
      if (killed && stdout === '') expect(JSON.parse(now.stdout), where).toHaveProperty('SessionToken');
      else expect(now.stdout, where).toBe(stdout);
      if (!killed) expect(now.stdout, where).not.toBe(old);
      const left = leftOver(place.cache).length;
      expect(await place.quick(['-q', place.sts.freshCode(serial)]), where).toMatchObject({ status: 0 });
      expect(leftOver(place.cache), `${where}, which left ${left}`).toEqual([]);
    }
  }
  expect(kills).toBeGreaterThan(runs(20));
});

test.runIf(canTrace)('killed as it enters each system call of a --write', { timeout: 120_000 }, async () => {
  await place.begin();
  const file = path.join(place.home, '.aws/credentials');
  const aws = path.dirname(file);
  const names = readdirSync(aws);
  const old = readFileSync(file, 'utf8');
  expect(await place.quick(['-w', 'target', '-q'])).toMatchObject({ status: 0 });
  const fresh = readFileSync(file, 'utf8');
  let kills = 0;
  const after = new Set<string>();
  for (const call of calls) {
    for (let nth = 1, killed = true; killed; nth += nextKill) {
      writeFileSync(file, old);
      const { status } = await place.sh(killedAt(call, nth), ['-w', 'target', '-q']);
      killed = status !== 0;
      kills += killed ? 1 : 0;
      const now = readFileSync(file, 'utf8');
      expect([old, fresh], `${call} ${nth}`).toContain(now);
      if (killed) after.add(now);
      expect(await place.quick(['-w', 'target', '-q']), `${call} ${nth}`).toMatchObject({ status: 0, stderr: '' });
      expect(readFileSync(file, 'utf8')).toBe(fresh);
      expect(readdirSync(aws).sort(), `${call} ${nth}`).toEqual([...names].sort());
      expect(statSync(file).mode & 0o777).toBe(0o600);
    }
  }
  expect(kills).toBeGreaterThan(runs(10));
  expect(after).toEqual(new Set([old, fresh]));
});

test('kills at random moments, of three writers at once', { timeout: 120_000 }, async () => {
  const folder = path.join(place.dir, 'cache');
  mkdirSync(folder, { mode: 0o700 });
  const source = path.resolve(import.meta.dirname, '../../src/cache/open.ts');
  const script = `const { openCache } = await import(${JSON.stringify(source)});
    const [folder, who] = process.argv.slice(2);
    for (let n = 0; ; n++) {
      openCache(folder).write('key ' + (n % 3), { who, text: String(n % 10).repeat(20_000) });
      if (n === 2) process.stdout.write('.');
    }`;
  const writer = path.join(place.dir, 'writer.mjs');
  await build({
    stdin: { contents: script, resolveDir: place.dir },
    outfile: writer,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  let kills = 0;
  const loop = async (who: string): Promise<void> => {
    while (kills < runs(60)) {
      const child = spawn(process.execPath, [writer, folder, who], { stdio: ['ignore', 'pipe', 'ignore'], env: {} });
      const ended = new Promise((done) => child.on('exit', (_, signal) => done(signal)));
      await once(child.stdout, 'data'); // it has written three entries
      await setTimeout(Math.random() * 60);
      child.kill('SIGKILL');
      expect(await ended, 'it did not end by itself').toBe('SIGKILL');
      kills += 1;
      expectWhole(folder);
    }
  };
  await Promise.all(['a', 'b', 'c'].map(loop));
  const written = readdirSync(folder).filter((name) => name.endsWith('.json'));
  expect(written).toHaveLength(3);
  for (const name of written) {
    const { content } = JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
    expect(content.text).toBe(content.text.charAt(0).repeat(20_000));
    expect(statSync(path.join(folder, name)).mode & 0o777).toBe(0o600);
  }
  writeFileSync(path.join(folder, '.0123456789abcdef.json.mfa-env-x'), ''); // not one of ours
  const { status } = await place.quick(['logout', '-q'], { env: { MFA_ENV_CACHE_DIR: folder } });
  expect({ status, left: leftOver(folder) }).toEqual({ status: 0, left: ['.0123456789abcdef.json.mfa-env-x'] });
});

test('killed while it holds the turn to ask: the next one asks, and no lock stays', async () => {
  const slow = { MFA_ENV_CODE_COMMAND: 'echo asked >&2; exec sleep 5 2>/dev/null' };
  for (const wait of [0.05, 0.1, 0.2, 0.3]) {
    await place.sh(`"$@" & sleep ${wait}; kill -9 $!; wait`, [], { env: slow });
    const code = { MFA_ENV_CODE_COMMAND: `echo ${place.sts.freshCode(serial)}` };
    expect(await place.quick(['--refresh'], { env: code })).toMatchObject({ status: 0 });
    expect(leftOver(place.cache)).toEqual([]);
  }
});
