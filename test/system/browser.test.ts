import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { findBrowser, openBrowser } from '../../src/system/browser.ts';
import { newFolder } from '../fs/folder.ts';

// C10.4: which program opens an address, and how it is started.

let folder: string;
let PATH: string;
beforeEach(() => {
  folder = newFolder();
  PATH = path.join(folder, 'bin');
  mkdirSync(PATH);
});

/** A program that logs its words, one a line, and its environment. */
function add(name: string, more = ''): string {
  const file = path.join(PATH, name);
  mkdirSync(path.dirname(file), { recursive: true });
  const log = path.join(folder, 'log');
  writeFileSync(
    file,
    `#!/bin/sh\nprintf '%s\\n' "$@" >"${log}.new"; env >"${log}.env"; mv "${log}.new" "${log}"\n${more}\n`,
  );
  chmodSync(file, 0o755);
  return file;
}

async function logged(): Promise<string[]> {
  const log = path.join(folder, 'log');
  while (!existsSync(log)) await sleep(10);
  return readFileSync(log, 'utf8').trimEnd().split('\n');
}

type Found = { env?: Record<string, string>; on?: NodeJS.Platform; there?: string[] };

test.each<[string, Found, string | { missing: string }]>([
  ['macOS', { on: 'darwin', there: ['open', 'xdg-open'] }, 'open'],
  ['a desktop', { env: { DISPLAY: ':0' }, there: ['xdg-open', 'open'] }, 'xdg-open'],
  ['Wayland', { env: { WAYLAND_DISPLAY: 'wayland-0' }, there: ['xdg-open'] }, 'xdg-open'],
  ['WSL', { env: { WSL_DISTRO_NAME: 'Debian' }, there: ['wslview', 'xdg-open'] }, 'wslview'],
  ['WSL with a display only', { env: { WSL_DISTRO_NAME: 'Debian', DISPLAY: ':0' }, there: ['xdg-open'] }, 'xdg-open'],
  ['BROWSER first', { on: 'darwin', env: { BROWSER: 'mine' }, there: ['open', 'mine'] }, 'mine'],
  ['the first of BROWSER that is there', { env: { BROWSER: 'none:mine:open' }, there: ['open', 'mine'] }, 'mine'],
  ['an empty BROWSER', { on: 'darwin', env: { BROWSER: '' }, there: ['open'] }, 'open'],
  ['a server', { there: ['xdg-open'] }, { missing: 'there is no display' }],
  ['nothing', { env: { DISPLAY: ':0' } }, { missing: 'xdg-open was not found' }],
  ['WSL without anything', { env: { WSL_DISTRO_NAME: 'Debian' } }, { missing: 'wslview or xdg-open was not found' }],
  [
    'a BROWSER that is gone, and no other in its place',
    { env: { BROWSER: 'none', DISPLAY: ':0' }, there: ['xdg-open'] },
    { missing: 'no program that BROWSER names was found: none' },
  ],
  ['a BROWSER of blanks', { env: { BROWSER: ' ' } }, { missing: 'no program that BROWSER names was found:  ' }],
])('%s', (_, { env, on = 'linux', there = [] }, expected) => {
  for (const name of there) add(name);
  const found = findBrowser({ PATH, ...env }, on);
  expect('file' in found ? path.relative(PATH, found.file) : found).toEqual(expected);
});

const url = 'https://signin.example/federation?Action=login&x=%20%s$(touch PWNED)`touch PWNED`;\'"';

test.each<[string, (file: string) => string, string[]]>([
  ['a program', (file) => file, [url]],
  ['with words', () => 'mine --new-window -P work', ['--new-window', '-P', 'work', url]],
  ['with %s', () => 'mine --url=%s --quiet', [`--url=${url}`, '--quiet']],
  ['with quotes', () => `mine -P "my profile" '%s'`, ['-P', 'my profile', url]],
  ['what a shell would run is a word', () => 'mine $HOME $(id) ; touch x', ['$HOME', '$(id)', ';', 'touch', 'x', url]],
])('BROWSER is %s', async (_, command, expected) => {
  const found = findBrowser({ PATH, BROWSER: command(add('mine')) });
  if (!('file' in found)) throw new Error(found.missing);
  const env = { PATH: process.env.PATH, AWS_SECRET_ACCESS_KEY: 'x', MFA_ENV_PROFILE: 'x', DISPLAY: ':7' };
  expect(await openBrowser(found, url, env)).toBeUndefined();
  expect(await logged()).toEqual(expected);
  const given = readFileSync(path.join(folder, 'log.env'), 'utf8');
  expect(given).toContain('DISPLAY=:7');
  expect(given).not.toMatch(/^(AWS|MFA_ENV)_/m);
});

test('a program with blanks in its name', async () => {
  const file = add('My Browser.app/run it');
  const found = findBrowser({ PATH, BROWSER: file });
  expect(found).toEqual({ file, args: [] });
});

test.each<[string, string, string | undefined]>([
  ['a status', 'exit 3', '3'],
  ['a signal', 'kill -9 $$', 'SIGKILL'],
  ['all is well', 'exit 0', undefined],
])('it ends soon, with %s', async (_, line, expected) => {
  expect(await openBrowser({ file: add('mine', line), args: [] }, url, { PATH: process.env.PATH })).toBe(expected);
});

test('one that cannot be run', async () => {
  expect(await openBrowser({ file: path.join(PATH, 'gone'), args: [] }, url, {})).toBe('ENOENT');
});

test('one that stays is left alone, in a process group of its own', async () => {
  const file = add('mine', `ps -o pgid= -p $$ >"${folder}/group"; exec sleep 30`);
  expect(await openBrowser({ file, args: [] }, url, { PATH: process.env.PATH })).toBeUndefined();
  await logged();
  while (!existsSync(path.join(folder, 'group'))) await sleep(10);
  await sleep(50);
  const group = Number(readFileSync(path.join(folder, 'group'), 'utf8'));
  expect(spawnSync('ps', ['-o', 'comm=', '-p', String(group)], { encoding: 'utf8' }).stdout.trim()).toBe('sleep');
  process.kill(group, 'SIGKILL');
});
