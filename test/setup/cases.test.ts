import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { serial } from '../command/run.ts';
import { phone } from './enrol/enrolment.ts';
import { filesOf, id, type Newcomer, newcomer, questions, secret } from './guided.ts';

// C8.1: what `mfa-env setup` finds, asks and refuses, for users who have some of it.

/** A profile with alice's key. */
function withKey(place: Newcomer, config = '', name = 'acme'): void {
  mkdirSync(path.join(place.home, '.aws'), { recursive: true });
  place.write('.aws/credentials', `[${name}]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`);
  if (config) place.write('.aws/config', config);
}

const region = '[profile acme]\nregion = eu-central-1\n';
const complete = `${region}mfa_serial = ${serial}\n`;

test('what is there is found: a profile with all but its device is asked for that alone', async () => {
  const place = await newcomer();
  withKey(place, region);
  const talk = place.run(['setup']);
  await talk.answer(questions.startUp);
  await talk.until(/Profile acme: alice in account 111122223333/);
  await talk.answer(questions.device);
  await talk.answer(questions.code, `${place.sts.freshCode(serial)}\r`);
  await talk.answer(questions.extras);
  await talk.until('status=0');
  expect(place.read('.aws/config')).toBe(complete);
});

test('a user without a device gets one, with one typed code, and then a session', async () => {
  const place = await newcomer();
  place.sts.user('alice').devices = [];
  withKey(place, region);
  const talk = place.run(['setup']);
  await talk.answer(questions.startUp);
  await talk.answer(/How do you want to add it/);
  await talk.until('Code: ');
  talk.terminal.press(`${phone(place.sts)()}\r`);
  await talk.until(/acme · 111122223333 · .* · new/);
  await talk.answer(questions.extras);
  await talk.until('status=0');
  expect(place.read('.aws/config')).toBe(complete);
  expect(place.sts.user('alice').devices).toHaveLength(1);
});

test('several devices: one is chosen', async () => {
  const place = await newcomer();
  const other = { serial: 'arn:aws:iam::111122223333:mfa/tablet', enabled: true, enabledAt: '2025-01-01T00:00:00Z' };
  place.sts.user('alice').devices.unshift({ ...other, seed: 'KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU' });
  withKey(place, region);
  const talk = place.run(['setup']);
  await talk.answer(questions.startUp);
  await talk.answer(/Which MFA device/, '\u001b[B\r');
  await talk.until(questions.code);
  expect(place.read('.aws/config')).toBe(complete);
});

test('a hardware token is asked for as one', async () => {
  const place = await newcomer();
  const [device] = place.sts.user('alice').devices;
  if (device) device.serial = 'GAHT87654321';
  withKey(place, region);
  const talk = place.run(['setup']);
  await talk.answer(questions.startUp);
  await talk.answer(questions.device);
  await talk.until(questions.code);
  await talk.until('the six digits on your token');
  expect(place.read('.aws/config')).toBe(`${region}mfa_serial = GAHT87654321\n`);
});

test('a device that is gone is told, and replaced', async () => {
  const place = await newcomer();
  withKey(place, `${region}mfa_serial = arn:aws:iam::111122223333:mfa/lost\n`);
  const talk = place.run(['setup']);
  await talk.answer(questions.startUp);
  await talk.until(/mfa\/lost is not a device of this user/);
  await talk.answer(questions.device);
  await talk.until(questions.code);
  expect(place.read('.aws/config')).toBe(complete);
});

test('where the devices may not be listed, the usual one is suggested', async () => {
  const place = await newcomer();
  place.sts.user('alice').mayListDevices = false;
  withKey(place, region);
  const talk = place.run(['setup']);
  await talk.answer(questions.startUp);
  await talk.answer(/Which MFA device/);
  await talk.answer(questions.code, `${place.sts.freshCode(serial)}\r`);
  await talk.until(questions.extras);
  expect(place.read('.aws/config')).toBe(complete);
});

test('a suggested device that is wrong is asked for again', async () => {
  const place = await newcomer();
  place.sts.user('alice').mayListDevices = false;
  withKey(place, region);
  const talk = place.run(['setup']);
  await talk.answer(questions.startUp);
  await talk.answer(/Which MFA device/, `${serial}-2\r`);
  await talk.answer(questions.code, '111111\r');
  await talk.answer(/Which MFA device/, `${serial}\r`);
  await talk.answer(questions.code, `${place.sts.freshCode(serial)}\r`);
  await talk.until(questions.extras);
  expect(place.read('.aws/config')).toBe(complete);
});

test('a wrong secret is told, and nothing is saved until AWS took the key', async () => {
  const place = await newcomer();
  const before = filesOf(place.home);
  const talk = place.run(['setup', 'acme']);
  await talk.answer(questions.startUp, 'n');
  await talk.paste(questions.id, id);
  await talk.paste(questions.secret, secret.replace(/KEY$/, 'KEX'));
  await talk.until(/not the secret of this key/);
  expect(filesOf(place.home)).toEqual(before);
  await talk.answer(questions.id);
  await talk.paste(questions.secret, secret);
  await talk.answer(/Save it as profile acme/);
  await talk.until(questions.region);
  expect(place.read('.aws/credentials')).toContain(`[acme]\naws_access_key_id = ${id}\n`);
});

test('what cannot be a key is told before AWS is asked', async () => {
  const place = await newcomer();
  const talk = place.run(['setup']);
  await talk.answer(questions.startUp, 'n');
  await talk.answer(questions.id, `${secret}\r`);
  await talk.until(/looks like the secret/);
  talk.terminal.press(`${'\u007f'.repeat(40)}ASIARTX3GSDS7EXAMPLE\r`);
  await talk.until(/session key/);
  expect(place.sts.requests).toEqual([]);
});

test('wrong codes: three tries, and then the line to go on with', async () => {
  const place = await newcomer();
  withKey(place, complete);
  const talk = place.run(['setup', 'acme']);
  await talk.answer(questions.startUp);
  for (const code of ['000000', '111111', '222222']) await talk.answer(questions.code, `${code}\r`);
  await talk.until(/refused/);
  await talk.until(/to go on: mfa-env setup acme/);
  await talk.until('status=1');
});

test('a key of the root user needs a second yes', async () => {
  const place = await newcomer();
  const [account] = place.sts.world.accounts;
  const [key] = place.sts.user('alice').keys;
  if (account && key) account.root = { keys: [{ ...key, id: 'AKIARTX3GSDS4EXAMPLE' }], devices: [] };
  const talk = place.run(['setup']);
  await talk.answer(questions.startUp, 'n');
  await talk.paste(questions.id, 'AKIARTX3GSDS4EXAMPLE');
  await talk.paste(questions.secret, secret);
  await talk.answer(/root user/);
  await talk.until(questions.id);
  expect(Object.keys(filesOf(place.home))).not.toContain('.aws/credentials');
});

test('a region that is not enabled is asked for again, and not saved', async () => {
  const place = await newcomer();
  const [account] = place.sts.world.accounts;
  if (account) account.regionsNotEnabled = ['ap-east-1'];
  withKey(place);
  const talk = place.run(['setup']);
  await talk.answer(questions.startUp, 'n');
  await talk.answer(questions.region, 'ap-east-1\r');
  await talk.until(/ap-east-1 is not enabled in your account/);
  await talk.answer(questions.region, 'eu-west-1\r');
  await talk.until(questions.device);
  expect(place.read('.aws/config')).toBe('[profile acme]\nregion = eu-west-1\n');
});

test('where the region of the profile is not enabled, another is asked for', async () => {
  const place = await newcomer();
  const [account] = place.sts.world.accounts;
  if (account) account.regionsNotEnabled = ['ap-east-1'];
  withKey(place, complete.replace('eu-central-1', 'ap-east-1'));
  const talk = place.run(['setup']);
  await talk.answer(questions.startUp, 'n');
  await talk.until(/ap-east-1 of profile acme is not enabled/);
  await talk.answer(questions.region, 'eu-central-1\r');
  await talk.until(questions.code);
  expect(place.read('.aws/config')).toBe(complete);
});

test('a key that is not wanted in the named profile is saved in another', async () => {
  const place = await newcomer();
  const talk = place.run(['setup', 'acme']);
  await talk.answer(questions.startUp, 'n');
  await talk.paste(questions.id, id);
  await talk.paste(questions.secret, secret);
  await talk.answer(/Save it as profile acme/, 'n');
  await talk.answer(questions.name, 'work\r');
  await talk.until(questions.region);
  expect(place.read('.aws/credentials')).toMatch(/^\[work\]\n/);
});

test('where none of the extras is wanted, they are offered no more', async () => {
  const place = await newcomer();
  withKey(place, complete);
  const talk = place.run(['setup']);
  await talk.answer(questions.startUp);
  await talk.answer(questions.code, `${place.sts.freshCode(serial)}\r`);
  await talk.answer(questions.extras, ' \r');
  await talk.until('status=0');
  const again = place.run(['setup']);
  await again.until(/All is set up already/);
  await again.until('status=0');
});

test('where aws is found, it can be had to ask', async () => {
  const place = await newcomer();
  for (const name of ['aws', 'terraform']) writeFileSync(path.join(place.bin, name), '#!/bin/sh\n', { mode: 0o755 });
  withKey(place, complete);
  const talk = place.run(['setup']);
  await talk.answer(questions.startUp);
  await talk.answer(questions.code, `${place.sts.freshCode(serial)}\r`);
  await talk.answer(questions.extras, '\u001b[B\u001b[B \r');
  await talk.until('status=0');
  expect(talk.terminal.everything()).toMatch(/Ask for a code before aws and terraform/);
  const text = place.read('.local/share/mfa-env/mfa-env.bash');
  expect(text).toMatch(/^# Made .*: mfa-env init bash --wrap aws,terraform\n/);
  expect(text).toContain("__mfa_env_wrap 'aws' 'terraform'\n");
});

test('SSO needs no mfa-env, and no file is changed', async () => {
  const place = await newcomer();
  mkdirSync(path.join(place.home, '.aws'));
  place.write('.aws/config', '[profile dev]\nsso_session = corp\n[sso-session corp]\nsso_start_url = https://x\n');
  const before = filesOf(place.home);
  const talk = place.run(['setup']);
  await talk.answer(/Do you have an access key/);
  await talk.until(/\r\n {2}aws sso login --profile dev\r\n/);
  await talk.until('status=0');
  expect(filesOf(place.home)).toEqual(before);
  expect(place.sts.requests).toEqual([]);
});

test('several profiles with a key: one is chosen, or a new one made', async () => {
  const place = await newcomer();
  withKey(place, complete);
  place.write(
    '.aws/credentials',
    `${place.read('.aws/credentials')}\n[other]\naws_access_key_id = AKIARTX3GSDSZEXAMPLE\naws_secret_access_key = je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY\n`,
  );
  const talk = place.run(['setup']);
  await talk.answer(questions.startUp, 'n');
  await talk.answer(/Which profile/, '\u001b[B\r');
  await talk.until(/Profile other: bob in account/);
  const cache = path.join(place.home, '.cache/mfa-env');
  const entries = readdirSync(cache).map((name) => readFileSync(path.join(cache, name), 'utf8'));
  expect(entries.join()).toContain('"name":"bob"'); // what `status` calls the user, whatever the device is called
  const before = place.read('.aws/credentials');
  const another = place.run(['setup']);
  await another.answer(questions.startUp, 'n');
  await another.answer(/Which profile/, '\u001b[A\r');
  await another.paste(questions.id, id);
  await another.paste(questions.secret, secret);
  await another.answer(questions.name, 'other\r');
  await another.until(/holds a key already/);
  expect(place.read('.aws/credentials')).toBe(before);
});

test('a start-up file that cannot be changed: the line is told, to be added by hand', async () => {
  const place = await newcomer();
  withKey(place, complete);
  place.write('.profile', '. ~/.bashrc\n');
  chmodSync(path.join(place.home, '.bashrc'), 0o400);
  const talk = place.run(['setup']);
  await talk.until(/stays as it is: it is read-only/);
  await talk.answer(questions.code, `${place.sts.freshCode(serial)}\r`);
  await talk.until(/Add this line to ~\/\.bashrc by hand:\r\n {2}if \[/);
  await talk.until(/eval "\$\(mfa-env\)"/);
  await talk.until('status=0');
});

test('the network fails: it is said, with the line to go on', async () => {
  const place = await newcomer();
  withKey(place, region);
  await place.sts.close();
  const talk = place.run(['setup']);
  await talk.answer(questions.startUp);
  await talk.until(/cannot be reached/);
  await talk.until(/to go on: mfa-env setup acme/);
  await talk.until('status=1');
});

test('Ctrl-C while AWS is asked', async () => {
  const place = await newcomer();
  withKey(place, region);
  place.sts.fault({ kind: 'hang' });
  const talk = place.run(['setup']);
  await talk.answer(questions.startUp);
  await talk.until(/load authaws/);
  while (place.sts.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  talk.terminal.press('\u0003');
  await talk.until(/done so far:\r\n {4}~\/\.bashrc/);
  await talk.until('status=130');
});

test('Ctrl-C at the QR code: no device is left, and the line to go on is told', async () => {
  const place = await newcomer();
  place.sts.user('alice').devices = [];
  withKey(place, region);
  const talk = place.run(['setup']);
  await talk.answer(questions.startUp);
  await talk.answer(/How do you want to add it/);
  await talk.until('Code: ');
  talk.terminal.press('\u0003');
  await talk.until(/is of no use now/);
  await talk.until(/to go on: mfa-env setup acme/);
  await talk.until('status=130');
  expect(place.sts.user('alice').devices).toEqual([]);
  expect(place.sts.world.accounts[0]?.unassigned).toEqual([]);
});

test('a line of the user loads the functions: it is left alone', async () => {
  const place = await newcomer();
  withKey(place, complete);
  place.write('.bashrc', 'eval "$(mfa-env init bash)"\n');
  place.write('.profile', '. ~/.bashrc\n');
  const talk = place.run(['setup']);
  await talk.answer(/Start a session now/);
  expect(talk.terminal.everything()).toMatch(/~\/\.bashrc, line 1, loads authaws/);
  await talk.answer(questions.code, `${place.sts.freshCode(serial)}\r`);
  await talk.until(/eval "\$\(mfa-env init bash\)" && authaws\r/);
  expect(place.read('.bashrc')).toBe('eval "$(mfa-env init bash)"\n');
});

test.each([
  ['Ctrl-C', '\u0003'],
  ['Escape', '\u001b'],
])('%s at a question leaves a sane terminal', async (_, key) => {
  const place = await newcomer();
  const talk = place.run(['setup']);
  await talk.answer(questions.startUp, key);
  await talk.until('status=130');
  const modes = await talk.until(/\bend\r\n/);
  for (const mode of ['icanon', 'echo', 'isig', 'opost']) expect(modes).toMatch(new RegExp(`[ ;\n]${mode}\\b`));
});

test.skipIf(!existsSync('/proc'))('SIGTERM at a question leaves a sane terminal, with its cursor', async () => {
  const place = await newcomer();
  const talk = place.run(['setup']);
  await talk.until(questions.startUp);
  await talk.until(/└[^\n]*\n/);
  const own = `/proc/${process.pid}/task/${process.pid}/children`;
  const [shell = ''] = readFileSync(own, 'utf8').trim().split(' ').slice(-1);
  const [child = ''] = readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8').trim().split(' ');
  process.kill(Number(child), 'SIGTERM');
  await talk.until('status=143');
  expect(talk.terminal.everything()).toContain('\u001b[?25h');
  const modes = await talk.until(/\bend\r\n/);
  for (const mode of ['icanon', 'echo']) expect(modes).toMatch(new RegExp(`[ ;\n]${mode}\\b`));
});

test('names that AWS gives cannot control the terminal, not even as a suggested answer', async () => {
  const place = await newcomer();
  Object.assign(place.sts.user('alice'), { name: 'a\u009b31m\u202e', devices: [] });
  withKey(place, region);
  const talk = place.run(['setup']);
  await talk.answer(questions.startUp);
  await talk.answer(/How do you want to add it/, '\u001b[B\u001b[B\r');
  await talk.answer(/Which command/);
  await talk.answer(/Which command/, '\u0003');
  await talk.until('status=130');
  expect(talk.terminal.everything()).not.toMatch(/[\u009b\u202e]/);
});
