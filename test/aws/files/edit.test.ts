import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editSection } from '../../../src/aws/files/edit.ts';
import { profileNames, readProfile } from '../../../src/aws/profile.ts';
import { newFolder } from '../../fs/folder.ts';
import { files } from '../text.ts';
import { type RandomFile, randomFile, written } from './random-file.ts';

// C5.3: an edit sets the settings of one section, and changes no other byte.

const bytes = (text: string): string => Buffer.from(text).toString('latin1');
const edit = (text: string, name: string, set: Record<string, string>): string =>
  editSection(text, bytes(name), set, ['aws_security_token'], 'F');

const secret = fc.stringMatching(/^[A-Za-z0-9+/]{1,60}={0,2}$/);
const newValues = fc
  .tuple(secret, secret, secret)
  .map((values) => Object.fromEntries(written.map((name, at) => [name, values[at] ?? ''])));

/** The settings of a section, as mfa-env reads them. */
function read(text: string, name: string): Record<string, string> | undefined {
  const settings = readProfile(files('', Buffer.from(text, 'latin1').toString()), name)?.settings;
  return settings && { ...settings };
}

const names = (text: string): string[] => profileNames(files('', Buffer.from(text, 'latin1').toString()));

const others = (settings: Record<string, string> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(settings).filter(([name]) => ![...written, 'aws_security_token'].includes(name)));

/** The text without the lines of the new settings, if each appears once. */
function withoutNew(text: string, set: Record<string, string>): string {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const isNew = (line: string): boolean =>
    Object.entries(set).some(([name, value]) => line.trim() === `${name} = ${value}`);
  expect(lines.filter(isNew)).toHaveLength(3);
  return lines.filter((line) => !isNew(line)).join('');
}

/** The problems for which the AWS CLI would refuse the file, without line numbers. */
const told = (text: string, name: string): string[] =>
  (readProfile(files('', Buffer.from(text, 'latin1').toString()), name)?.warnings ?? []).map((warning) =>
    warning.replace(/\d+/g, 'N'),
  );

test('for random files and sections: nothing else changes, and the new values are read back', () => {
  fc.assert(
    fc.property(randomFile, newValues, ({ text, name, rest, isThere }, set) => {
      const after = edit(text, name, set);
      const left = withoutNew(after, set);
      const end = /\r\n|\n/.exec(text)?.[0] ?? '\n';
      const wasOpen = text !== '' && !text.endsWith('\n');
      if (isThere) {
        expect(after.endsWith('\n')).toBe(!wasOpen);
        expect(left.replace(/\r?\n$/, '')).toBe(rest.replace(/\r?\n$/, ''));
      } else {
        expect(left).toBe(`${text}${wasOpen ? end : ''}${left.slice(text.length + (wasOpen ? end.length : 0))}`);
        expect(left.slice(text.length).trim()).toBe(`[${bytes(name)}]`);
      }
      expect(read(after, name)).toEqual({ ...others(read(text, name)), ...set });
      const before = told(text, name).filter((warning) => !/: aws_/.test(warning));
      expect(before).toEqual(expect.arrayContaining(told(after, name)));
      expect(edit(after, name, set)).toBe(after);
    }),
    { numRuns: 3000 },
  );
});

const hasBotocore = spawnSync('python3', ['-c', 'import botocore']).status === 0;

/** What botocore reads in each of many files: sections with their settings, or null where it refuses the file. */
function botocore(texts: string[]): (Record<string, Record<string, unknown>> | null)[] {
  const folder = newFolder();
  for (const [number, text] of texts.entries()) writeFileSync(path.join(folder, `${number}`), text, 'latin1');
  const script = `
import json, sys
from botocore.configloader import raw_config_parse
found = []
for number in range(int(sys.argv[2])):
    try:
        found.append(raw_config_parse(sys.argv[1] + '/' + str(number)))
    except Exception:
        found.append(None)
print(json.dumps(found))
`;
  const env = { PATH: process.env.PATH, HOME: folder };
  const options = { encoding: 'utf8', env, maxBuffer: 1 << 28 } as const;
  return JSON.parse(execFileSync('python3', ['-c', script, folder, String(texts.length)], options));
}

test.skipIf(!hasBotocore)(
  'what botocore reads before, it reads after, with the new values',
  { timeout: 60_000 },
  () => {
    const samples: [RandomFile, Record<string, string>][] = fc.sample(fc.tuple(randomFile, newValues), 1500);
    const before = botocore(samples.map(([{ text }]) => text));
    const after = botocore(samples.map(([{ text, name }, set]) => edit(text, name, set)));
    let readable = 0;
    for (const [number, [{ text, name }, set]] of samples.entries()) {
      const old = before[number];
      // botocore reads indented headers as values, and a bracket in a comment as part of the name.
      if (!old || names(text).some((known) => !Object.hasOwn(old, known))) continue;
      readable++;
      const { [name]: target, ...rest } = old;
      const now = after[number];
      expect(now, text).toEqual({ ...rest, [name]: { ...others(target as Record<string, string>), ...set } });
    }
    expect(readable).toBeGreaterThan(samples.length / 3);
  },
);

const set = { aws_access_key_id: 'A', aws_secret_access_key: 'S', aws_session_token: 'T' };
const three = 'aws_access_key_id = A\naws_secret_access_key = S\naws_session_token = T\n';

test.each<[string, string, string]>([
  ['an empty file', '', `[x]\n${three}`],
  ['a new section stands behind a blank line', '[a]\nb = c\n', `[a]\nb = c\n\n[x]\n${three}`],
  ['a header in the last line, open', '[x]', `[x]\n${three.trimEnd()}`],
  ['an open last line', '[x]\nregion = r', `[x]\nregion = r\n${three.trimEnd()}`],
  ['CRLF', '[x]\r\nregion = r\r\n', `[x]\r\nregion = r\r\n${three.replaceAll('\n', '\r\n')}`],
  [
    'before the comments that lead to the next section',
    '[x]\na = b\n\n# next\n[y]\n',
    `[x]\na = b\n${three}\n# next\n[y]\n`,
  ],
  [
    'in place, in any case and spelling',
    '[x]\nAWS_SECRET_ACCESS_KEY:old\na = b\n',
    `[x]\naws_secret_access_key = S\na = b\naws_access_key_id = A\naws_session_token = T\n`,
  ],
  ['what appears twice is left once', `[x]\n${three}aws_session_token = old\n`, `[x]\n${three}`],
  ['the old token goes', `[x]\naws_security_token = old\n${three}`, `[x]\n${three}`],
  ['an indented section stays so', '[x]\n  a = b\n', `[x]\n  a = b\n${three.replace(/^/gm, '  ').trimEnd()}\n`],
  ['names alike are others', '[xx]\n[x.y]\n[X]\n', `[xx]\n[x.y]\n[X]\n\n[x]\n${three}`],
])('%s', (_, text, expected) => {
  expect(edit(text, 'x', set)).toBe(expected.replace(/ +$/, ''));
});

test.each<[string, string, RegExp]>([
  ['twice', '[x]\n[y]\n[x]\n', /^F: \[x\] appears twice, in lines 1 and 3$/],
  ['three times', '[x]\n[x] # c\n\n [x]\n', /lines 1 and 2 and 4$/],
  ['once with blanks', '[y]\n[ x ]\n', /^F: \[ x \], in line 2, has blanks/],
])('a section that stands there %s is an error, with its lines', (_, text, message) => {
  expect(() => edit(text, 'x', set)).toThrow(message);
  expect(() => edit(text, 'x', set)).toThrow(expect.objectContaining({ status: 3 }));
});

test.each(['a\nb', 'a\rb', 'a\0b'])('%j is never written', (text) => {
  expect(() => edit('[x]\n', text, set)).toThrow(/line break/);
  expect(() => edit('[x]\n', 'x', { ...set, aws_session_token: text })).toThrow(/line break/);
});
