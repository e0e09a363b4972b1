import { expect, test } from 'vitest';
import { keyHolders, withOtherKey } from '../../../src/aws/files/replace-key.ts';

// C9.1: a key is replaced wherever it stands, and no other byte changes.

const to = { accessKeyId: 'AKIANEW', secretAccessKey: 'new+/=' };
const replaced = (text: string): string => withOtherKey(text, 'AKIAOLD', to, 'FILE');

test.each<[string, string, string]>([
  [
    'two sections, comments, blanks, line ends',
    '# a\r\n[x]\r\naws_access_key_id=AKIAOLD\r\n  ; b\r\naws_secret_access_key =  s\r\nregion = r\r\n\r\n[y]\r\naws_access_key_id = AKIAOLD\r\naws_secret_access_key = s',
    '# a\r\n[x]\r\naws_access_key_id = AKIANEW\r\n  ; b\r\naws_secret_access_key = new+/=\r\nregion = r\r\n\r\n[y]\r\naws_access_key_id = AKIANEW\r\naws_secret_access_key = new+/=',
  ],
  [
    'a profile of the config file',
    '[profile "a b"]\nAWS_ACCESS_KEY_ID = AKIAOLD\naws_secret_access_key = s\n',
    '[profile "a b"]\naws_access_key_id = AKIANEW\naws_secret_access_key = new+/=\n',
  ],
])('%s', (_, text, expected) => {
  expect(replaced(text)).toBe(expected);
});

test.each([
  '[x]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = s\n',
  '[x]\naws_access_key_id = AKIAOLD\n',
  '[x]\naws_access_key_id = AKIAOLD\naws_secret_access_key = s\naws_session_token = t\n',
  '[x]\n# aws_access_key_id = AKIAOLD\n# aws_secret_access_key = s\n',
  '[x]\nnote = AKIAOLD\n',
  '',
])('%j stays', (text) => {
  expect(replaced(text)).toBe(text);
});

test('a section that stands twice is refused before anything is changed', () => {
  const section = '[x]\naws_access_key_id = AKIAOLD\naws_secret_access_key = s\n';
  expect(() => replaced(section + section)).toThrow('appears twice');
});

test('the sections with long-term keys', () => {
  const section = (name: string, id: string) => `[${name}]\naws_access_key_id = ${id}\naws_secret_access_key = s\n`;
  const files = {
    credentials: { path: 'C', text: section('a', 'AKIA1') + section('b', 'ASIA2') },
    config: { path: 'D', text: section('profile c', 'AKIA3') },
  };
  expect(keyHolders(files)).toEqual([
    { file: 'C', header: 'a', id: 'AKIA1' },
    { file: 'D', header: 'profile c', id: 'AKIA3' },
  ]);
});
