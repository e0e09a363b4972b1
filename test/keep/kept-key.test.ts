import { expect, test } from 'vitest';
import { keptKey, ownKeyId, readers, type StoreName } from '../../src/aws/long-term-keys.ts';
import { withKey, withoutKey, withoutReader, withReader } from '../../src/keep/sections.ts';
import { isStorable, readerOf } from '../../src/keep/stores.ts';

// C9.2: the line that reads a key tells its id; and how the texts of the two files change.

const id = 'AKIAIOSFODNN7EXAMPLE';
const keys = { accessKeyId: id, secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const pair = `aws_access_key_id = ${id}\naws_secret_access_key = ${keys.secretAccessKey}\n`;

test.each(Object.keys(readers) as StoreName[])('the line of %s tells the store and the key', (store) => {
  const line = readerOf(store, id);
  expect(keptKey(line)).toEqual({ store, id });
  expect(line).toMatch(/^[\w ./-]+$/); // read alike by a shell and by botocore, which has none
  expect(ownKeyId({ settings: { credential_process: line } })).toBe(id);
});

test.each([
  undefined,
  '',
  'pass show aws/acme',
  'pass show mfa-env/',
  'pass show mfa-env/acme',
  `pass show mfa-env/${id} | tee x`,
  `pass show mfa-env/${id}; x`,
  `pass show mfa-env/${id}\n`,
  ` pass show mfa-env/${id}`,
  `sudo pass show mfa-env/${id}`,
  `pass  show mfa-env/${id}`,
  `op document get mfa-env-${id} --vault x`,
])('%j tells nothing', (command) => {
  expect(keptKey(command)).toBeUndefined();
});

test.each([
  [keys, true],
  [{ ...keys, accessKeyId: `${id};x` }, false],
  [{ ...keys, accessKeyId: 'short' }, false],
  [{ ...keys, secretAccessKey: `${keys.secretAccessKey}\n` }, false],
])('%j can go into a store: %s', (pair, expected) => {
  expect(isStorable(pair)).toBe(expected);
});

const command = readerOf('pass', id);
const line = `credential_process = ${command}`;

test.each<[string, string, string[], string]>([
  ['a section', '[default]\nregion = x\n', ['default'], `[default]\nregion = x\n${line}\n`],
  ['no section', '# mine\n', ['a b'], `# mine\n\n[profile "a b"]\n${line}\n`],
  ['the key itself', `[profile a]\n${pair}x = 1\n`, ['a'], `[profile a]\nx = 1\n${line}\n`],
  [
    'another line of ours',
    '[profile a]\ncredential_process = pass show mfa-env/AKIAXXXXXXXXXXXXXXXX\n',
    ['a'],
    `[profile a]\n${line}\n`,
  ],
  ['CRLF', '[profile a]\r\nregion = x\r\n[b]\r\n', ['a'], `[profile a]\r\nregion = x\r\n${line}\r\n[b]\r\n`],
])('a config file with %s gets the line', (_, text, profiles, expected) => {
  expect(withReader(text, profiles, command, 'FILE', keys)).toBe(expected);
});

test('a credentials file loses the pair of these profiles, and no other', () => {
  const other = pair.replace('wJalr', 'other');
  const text = `[a]\n# of a\n${pair}x = 1\n[b]\n${pair}[c]\n${other}[d]\n${pair}aws_session_token = t\n`;
  const expected = text.replace(pair, '');
  expect(withoutKey(text, ['a', 'c', 'd'], keys, 'FILE')).toBe(expected);
});

test('the way back: pair in, session and line out', () => {
  const session = pair.replace('AKIA', 'ASIA').replace('wJalr', 'other');
  expect(
    withKey(`[a]\n${session}aws_session_token = t\naws_security_token = t\nx = 1\n`, ['a', 'b'], keys, 'FILE'),
  ).toBe(`[a]\n${pair}x = 1\n\n[b]\n${pair}`);
  expect(withoutReader(`[profile a]\n${line}\nx = 1\n[profile b]\n${line}x\n`, id, 'FILE')).toBe(
    `[profile a]\nx = 1\n[profile b]\n${line}x\n`,
  );
});

test('names that are not ASCII are found in the bytes of a file', () => {
  const bytes = Buffer.from(`[profile zürich]\n${line}\n`).toString('latin1');
  expect(withoutReader(bytes, id, 'FILE')).toBe(Buffer.from('[profile zürich]\n').toString('latin1'));
  const credentials = Buffer.from(`[zürich]\n${pair}`).toString('latin1');
  expect(withoutKey(credentials, ['zürich'], keys, 'FILE')).toBe(Buffer.from('[zürich]\n').toString('latin1'));
});
