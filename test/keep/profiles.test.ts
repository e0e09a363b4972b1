import { rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { at, keyLinesOf } from '../command/at.ts';
import { keyLines, keyPair, serial } from '../command/run.ts';
import { keep, makeStoreHome, type StoreHome, standInStore } from './homes.ts';

// C9.2: which sections lose the key, what is kept where somebody has begun, and who may be asked.

const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = keyPair;
const reader = `op document get mfa-env-${id}`;

let home: StoreHome;
beforeEach(async () => {
  home = await makeStoreHome(standInStore);
});
afterEach(() => home.end());

const undo = (...words: string[]) => home.quick(['keep', ...words, '--undo']);

test('every section that holds the key loses it, in both files, and each profile reads it in the store', async () => {
  const region = 'region = eu-central-1\n';
  home.write('.aws/config', `[profile "my one"]\n${keyLines}${region}[profile other]\n${region}`);
  home.write('.aws/credentials', `[default]\n${keyLines}\n[other]\n${keyLinesOf(home, 'bob')}`);
  const { status, stdout } = await keep(home, '-p', 'my one');
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining(id) });
  expect(home.read('.aws/credentials')).toBe(`[default]\n\n[other]\n${keyLinesOf(home, 'bob')}`);
  const line = `credential_process = ${reader}\n`;
  expect(home.read('.aws/config')).toBe(
    `[profile "my one"]\n${region}${line}[profile other]\n${region}\n[default]\n${line}`,
  );
  expect(await undo()).toMatchObject({ status: 0 });
  expect(home.read('.aws/credentials')).toContain(`[my one]\n${keyLines}`);
  expect(home.read('.aws/credentials')).toContain(`[default]\n${keyLines}`);
  expect(home.read('.aws/config')).not.toContain('credential_process');
});

test('a key in NAME-long-term is kept there, by either name', async () => {
  home.write('.aws/config', `[profile acme]\nmfa_serial = ${serial}\n`);
  home.write('.aws/credentials', `[acme-long-term]\n${keyLines}`);
  expect(await keep(home, 'acme')).toMatchObject({ status: 0 });
  expect(home.read('.aws/config')).toContain(`[profile acme-long-term]\ncredential_process = ${reader}\n`);
  expect(home.read('.aws/credentials')).toBe('[acme-long-term]\n');
  expect(await home.quick(['acme', home.sts.freshCode(serial)])).toMatchObject({ status: 0 });
  // A tool that uses the other name gets no key without MFA.
  expect(home.read('.aws/config').split('[profile acme-long-term]')[0]).not.toContain('credential_process');
  expect(await undo('acme')).toMatchObject({ status: 0 });
  expect(home.read('.aws/credentials')).toBe(`[acme-long-term]\n${keyLines}`);
});

test('run again, it says that all is done; and a key that was entered since is kept anew', async () => {
  await keep(home);
  const config = home.read('.aws/config');
  home.starts();
  expect(await keep(home)).toMatchObject({ status: 0, stdout: expect.stringContaining('already') });
  expect(home.starts()).toEqual([]);
  expect(home.read('.aws/config')).toBe(config);
  const [, other = ''] = /= (\w+)\n/.exec(keyLinesOf(home, 'bob')) ?? [];
  home.write('.aws/credentials', `[default]\n${keyLinesOf(home, 'bob')}`);
  expect(await keep(home)).toMatchObject({ status: 0 });
  expect(home.read('.aws/config')).toBe(config.replace(id, other));
});

test('an entry that a run left before it was stopped is taken, and nothing is put there again', async () => {
  await keep(home);
  home.write('.aws/credentials', `[default]\n${keyLines}`);
  home.write('.aws/config', `[default]\nmfa_serial = ${serial}\n`);
  home.starts();
  expect(await keep(home)).toMatchObject({ status: 0 });
  expect(home.starts()).toEqual([reader.slice(3)]);
});

test('what is begun with a store goes on with it, without a word', async () => {
  await keep(home);
  home.write('.aws/credentials', `[default]\n${keyLines}`);
  expect(await home.quick(['keep'])).toMatchObject({ status: 0, stderr: '' });
  expect(home.read('.aws/credentials')).toBe('[default]\n');
});

test('a file that cannot be written: said before the store gets anything', async () => {
  home.write('.aws/credentials', `[default]\n${keyLines}`, 0o400);
  expect(await keep(home)).toMatchObject({ status: 3, stderr: expect.stringContaining('read-only') });
  expect(home.starts()).toEqual([]);
});

test('an entry that cannot be deleted is named, with the line that deletes it', async () => {
  await keep(home);
  home.instead('[ "$5" != delete ] || exit 1');
  expect(await undo()).toMatchObject({
    status: 0,
    stdout: expect.stringContaining(`op document delete mfa-env-${id}`),
  });
  expect(home.read('.aws/credentials')).toContain(secret);
});

test('a line that somebody has moved into the credentials file: nothing is lost', async () => {
  await keep(home);
  const line = `credential_process = ${reader}\n`;
  home.write('.aws/config', `[default]\nmfa_serial = ${serial}\n`);
  home.write('.aws/credentials', `[default]\n${line}`);
  expect(await undo()).toMatchObject({ status: 3, stderr: expect.stringContaining('more than one section') });
  expect((await home.sh(reader, [])).stdout).toContain(secret);
  home.write('.aws/credentials', `[default]\n${keyLinesOf(home, 'bob')}${line}`);
  expect(await keep(home)).toMatchObject({ status: 3 });
  expect(home.read('.aws/credentials')).toContain(keyLinesOf(home, 'bob'));
});

test('a store that is locked: no session, and nothing changes', async () => {
  await keep(home);
  home.instead('echo locked >&2; exit 1');
  for (const words of [[home.sts.freshCode(serial)], ['keep', '--undo']])
    expect(await home.quick(words)).toMatchObject({ status: 3, stderr: expect.stringContaining('credential_process') });
  expect(home.read('.aws/config')).toContain(reader);
  expect(home.sts.requests).toEqual([]);
});

test('on a terminal Enter takes the first store; Ctrl-C changes nothing', async () => {
  home.write('bin/pass', '#!/bin/sh\nexit 1\n', 0o755);
  symlinkSync(process.execPath, path.join(home.home, 'bin/node'));
  home.env.PATH = path.join(home.home, 'bin');
  const ask = async (key: string) => {
    const terminal = at(home, '"$@"', ['keep'], { TERM: 'xterm' });
    await terminal.until('Where do you want to keep the access key');
    expect(terminal.everything()).toContain(id);
    terminal.press(key);
    return await terminal.until(/status=\d+/);
  };
  expect(await ask('\u0003')).toContain('status=130');
  expect(home.read('.aws/credentials')).toContain(secret);
  expect(home.starts()).toEqual([]);
  expect(await ask('\r')).toContain('status=0');
  expect(home.read('.aws/config')).toContain(reader);
});

test('a store that asks for a password comes before the question for the code', async () => {
  await keep(home);
  home.instead('printf "unlock: " >/dev/tty; read -r word </dev/tty; [ "$word" = sesame ] || exit 1');
  const terminal = at(home, '"$@" -f json >/dev/null');
  await terminal.until('unlock: ');
  expect(terminal.everything()).not.toContain('MFA code');
  terminal.line('sesame');
  await terminal.until('MFA code for default');
  terminal.line(home.sts.freshCode(serial));
  await terminal.until('status=0');
});

test('list says where the key is, and logout forgets its sessions, without the store', async () => {
  await keep(home);
  await home.begin();
  home.starts();
  expect((await home.quick(['list'])).stdout).toMatch(/^default +111122223333 +a key in 1Password .*h/m);
  expect(await home.quick(['logout', 'default'])).toMatchObject({
    stderr: expect.stringContaining('1 session deleted'),
  });
  expect(home.starts()).toEqual([]);
});

test('new terminals and the shell functions take a cached session, and nobody asks the store', async () => {
  await keep(home);
  await setTimeout(2100); // what changed just now may change again
  await home.begin();
  home.starts();
  expect(await home.quick(['-q'])).toMatchObject({ status: 0 });
  expect(home.cached()).toEqual(expect.arrayContaining(['default.live', 'default.until']));
  const line = 'eval "$("$0" init bash --auto)"; echo "1 $AWS_ACCESS_KEY_ID"; authaws; echo "2 $AWS_ACCESS_KEY_ID"';
  const terminal = at(home, `bash --norc -i -c '${line}' "$1"`);
  expect(await terminal.until('status=0')).toMatch(/1 (ASIA\w+)\r\n[\s\S]*2 \1\r\n/);
  expect(home.starts()).toEqual([]);
  rmSync(path.join(home.cache), { recursive: true });
  expect(await home.quick(['--cached'])).toMatchObject({ status: 1 });
  expect(home.starts()).toEqual([]);
});
