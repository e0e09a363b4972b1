import { existsSync, lstatSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { entryFile, hash, liveFile, timeFile } from '../../src/cache/keys.ts';
import { deleteStaleLive, type Live, liveText, makeTimeFiles, readLive } from '../../src/cache/live-files.ts';
import { openCache } from '../../src/cache/open.ts';
import { newFolder } from '../fs/folder.ts';

// C7.2a: the file that the shell functions read: its lines, and that it goes with its session.

const key = '["AKIA","device","aws",""]';
const session = { accessKeyId: 'ASIA', secretAccessKey: 's+/', sessionToken: 't=', expires: 1_795_916_256 };
const live: Live = {
  version: '1.2.3',
  asked: 'acme',
  profile: 'acme',
  account: '111122223333',
  region: 'eu-central-1',
  session,
  least: 600,
  entry: `${hash(key)}.json`,
  env: { HOME: '/home/a', AWS_ENDPOINT_URL: '', MFA_ENV_EXPIRES: '1', AWS_REGION: 'x', MFA_ENV_REGION: 'x' },
  zone: ' /usr/share/zoneinfo/Etc/UTC',
  paths: [
    { path: '/home/a/.aws/config', real: '/store/config', changed: 5 },
    { path: '/home/a/.aws/credentials', real: '/home/a/.aws/credentials', changed: undefined },
  ],
};

test('one line for each fact: an unset variable is not an empty one, and a region of a session is not one of the user', () => {
  expect(liveText(live)?.split('\n')).toEqual([
    ...['mfa-env 1.2.3', 'acme', '1795916256', '600', 'ASIA', 's+/', 't=', '2026-11-29T01:37:36Z', 'acme'],
    ...['region=eu-central-1', 'acme · 111122223333'],
    '{"version":1,"profile":"acme","account":"111122223333","expires":1795916256}',
    expect.stringMatching(/^2026-11-\d\d \d\d:\d\d$/),
    ...['zone= /usr/share/zoneinfo/Etc/UTC', `${hash(key)}.json`],
    ...['HOME=/home/a', 'AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_MFA_SERIAL', 'AWS_ENDPOINT_URL='],
    ...['AWS_ENDPOINT_URL_STS', 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'AWS_REGION', 'AWS_DEFAULT_REGION'],
    ...['5', '/home/a/.aws/config', '/store/config'],
    ...['none', '/home/a/.aws/credentials', '/home/a/.aws/credentials', 'end', ''],
  ]);
});

test.each<[string, Partial<Live>]>([
  ['a line break in a name', { asked: 'a\nb' }],
  ['a CR in a variable', { env: { HOME: 'a\rb' } }],
  ['a NUL in a token', { session: { ...session, sessionToken: 'a\0' } }],
  ['half a character', { zone: '\ud800' }],
  ['an empty value', { session: { ...session, accessKeyId: '' } }],
  ['more than shells read', { session: { ...session, sessionToken: 'x'.repeat(100_000) } }],
])('%s: no file', (_, change) => {
  expect(liveText({ ...live, ...change })).toBeUndefined();
});

test('what it refers to is read back; not from half of it', () => {
  const text = liveText(live) ?? '';
  expect(readLive(text)).toEqual({ entry: live.entry, accessKeyId: 'ASIA', times: [5, 6] });
  expect(readLive(liveText({ ...live, asked: 'end' }) ?? '')?.times).toEqual([5, 6]);
  expect(readLive(text.slice(0, 300))).toBeUndefined();
  expect(readLive('')).toBeUndefined();
});

/** A cache with a session, the file of it, and the times of that. */
function cached(): string {
  const folder = newFolder();
  const cache = openCache(folder);
  cache.write(key, session);
  cache.writeLive('a/b', liveText(live) ?? '');
  return folder;
}

test('it is written for its owner alone, with the files of its times', () => {
  const folder = cached();
  expect(lstatSync(liveFile(folder, 'a/b')).mode & 0o777).toBe(0o600);
  expect(readFileSync(liveFile(folder, 'a/b'), 'utf8')).toBe(liveText(live));
  for (const seconds of [5, 6]) {
    expect(lstatSync(timeFile(folder, seconds))).toMatchObject({ size: 0, mtimeMs: seconds * 1000 });
    expect(lstatSync(timeFile(folder, seconds)).mode & 0o777).toBe(0o600);
  }
});

test('a file of a time that has another time, or is a link, is made anew', () => {
  const folder = newFolder();
  writeFileSync(timeFile(folder, 7), 'x');
  writeFileSync(path.join(folder, 'other'), 'x');
  utimesSync(path.join(folder, 'other'), 8, 8);
  symlinkSync(path.join(folder, 'other'), timeFile(folder, 8));
  makeTimeFiles(folder, [7, 8]);
  for (const seconds of [7, 8]) expect(lstatSync(timeFile(folder, seconds)).mtimeMs).toBe(seconds * 1000);
  expect(readFileSync(path.join(folder, 'other'), 'utf8')).toBe('x');
});

const left = (folder: string): string[] => readdirSync(folder).filter((name) => /live|time/.test(name));

test('it stays as long as its session is there', () => {
  const folder = cached();
  deleteStaleLive(folder);
  expect(left(folder).sort()).toEqual(['a%2Fb.live', 'time-5', 'time-6']);
});

test.each<[string, (folder: string) => void]>([
  ['is gone', (folder) => writeFileSync(entryFile(folder, key), '')],
  ['was replaced', (folder) => openCache(folder).write(key, { ...session, accessKeyId: 'ASIA2' })],
])('it goes where its session %s', (_, change) => {
  const folder = cached();
  change(folder);
  deleteStaleLive(folder);
  expect(left(folder)).toEqual([]);
});

test('it goes where it is damaged, and never leads out of the folder', () => {
  const folder = cached();
  const outside = newFolder();
  writeFileSync(path.join(outside, 'x.json'), readFileSync(entryFile(folder, key)), { mode: 0o600 });
  openCache(folder).writeLive('c', liveText({ ...live, entry: `../${path.basename(outside)}/x.json` }) ?? '');
  writeFileSync(liveFile(folder, 'd'), 'mfa-env', { mode: 0o600 });
  deleteStaleLive(folder);
  expect(left(folder).filter((name) => name.endsWith('.live'))).toEqual(['a%2Fb.live']);
  expect(existsSync(path.join(outside, 'x.json'))).toBe(true);
});

test('files of somebody else’s making stay, whatever they are called', () => {
  const folder = cached();
  writeFileSync(path.join(folder, 'show.live'), 'Live at Pompeii');
  writeFileSync(path.join(folder, 'time-9'), 'well spent');
  writeFileSync(entryFile(folder, key), '');
  deleteStaleLive(folder);
  expect(left(folder).sort()).toEqual(['show.live', 'time-9']);
});
