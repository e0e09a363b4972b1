import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lintAwsFile } from '../../../src/aws/files/lint.ts';
import { readProfile } from '../../../src/aws/profile.ts';
import { selectProfile } from '../../../src/aws/select-profile.ts';
import { botocore, hasBotocore } from '../peers.ts';
import { samples } from '../samples.ts';
import { files, keys } from '../text.ts';

// C3.2: what the AWS CLI refuses or misreads in a file.

const found = (text: string): string[] =>
  lintAwsFile(text).map(({ kind, lines, what }) => `${kind} ${lines.join(' ')}${what && ` ${what}`}`);

test.each<[string, string, string[]]>([
  ['nothing', '', []],
  ['all that there is', '# c\n[a]\nx = 1\n\n; c\n[profile "b c"] # c\ns3 =\n  max = 1\n  # c\n\n  min = 2\ny: 2\n', []],
  ['an open header', '[a]\nx = 1\n[profile b\nx = 2\n', ['unclosed 3 [profile b']],
  ['an empty header', '[]\nx = 1\n', ['unclosed 1 []']],
  ['an open header that may hold a secret', '[b = secret\n', ['unclosed 1 [b ']],
  ['a word', '[a]\nword\nx = 1\n', ['stray 2']],
  ['no name', '[a]\n= 1\n', ['stray 2']],
  ['before any header', 'x = 1\n[a]\n', ['stray 1']],
  ['a nested word', '[a]\ns3 =\n  word\n', ['stray 3']],
  ['more of a value', '[a]\nx = 1\n  word\n  --y=1\n', []],
  ['an indented setting', '[a]\nx = 1\n  y = 2\n', ['indented 3']],
  ['an indented header', '[a]\nx = 1\n  [b]\nx = 2\n', ['indented 3 [b]']],
  ['all of it indented', '  [a]\n  x = 1\n  [b]\n  x = 2\n', []],
  ['a setting three times', '[a]\nx = 1\ny = 1\nX = 2\nx : 3\n', ['duplicate 2 4 5 x appears twice in [a]']],
  ['a section twice', '[a]\nx = 1\n[b]\n[a]\nx = 1\n', ['duplicate 1 4 [a] appears twice']],
  ['CRLF and CR', '[a]\r\nx = 1\rx = 2\r\n', ['duplicate 2 3 x appears twice in [a]']],
])('%s', (_, text, expected) => {
  expect(found(text)).toEqual(expected);
});

const refused = (text: string): boolean => lintAwsFile(text).some(({ kind }) => kind !== 'indented');

test.skipIf(!hasBotocore)('samples: the findings are what botocore refuses', () => {
  // The text has no byte order mark. An indented header is reported, not the errors of botocore that follow from it.
  const texts = samples.filter(({ text }) => !text.startsWith('\uFEFF') && !/\n +\[/.test(text));
  const readings = botocore(texts);
  for (const [at, { what, text }] of texts.entries()) expect(refused(text), what).toBe(readings[at] === 'refused');
});

test.skipIf(!hasBotocore)('random files: the findings are what botocore refuses', () => {
  const lines = ['[a]', '[b]', '[default]', '[open', '# c', '', '  # c', 'x = 1', 'y =', 'X: 2', 'word', '= 1'];
  const deeper = ['  x = 1', '  word', ' y =', '    z = 3', '\tz = 1', '  --a=b'];
  const file = fc.array(fc.constantFrom(...lines, ...deeper), { maxLength: 9 }).map((some) => some.join('\n'));
  const texts = fc.sample(file, { numRuns: 3000, seed: 7 }).map((text) => ({ kind: 'credentials' as const, text }));
  const readings = botocore(texts);
  const differ = texts.filter(({ text }, at) => refused(text) !== (readings[at] === 'refused'));
  expect(differ.map(({ text }) => text)).toEqual([]);
  expect(readings.filter((reading) => reading === 'refused').length).toBeGreaterThan(500);
  expect(readings.filter((reading) => reading !== 'refused').length).toBeGreaterThan(500);
});

test('C6.1: a profile warns about its own sections only', () => {
  const both = files('[profile b]\nsecret\n[profile a]\nregion = r\nhunter2\n', `\n[a]\n${keys('K')}s3 =\n  hunter2\n`);
  expect(readProfile(both, 'a')?.warnings).toEqual([
    '~/.aws/credentials, line 6: not a setting or a comment; the AWS CLI refuses the file',
    '~/.aws/config, line 5: not a setting or a comment; the AWS CLI refuses the file',
  ]);
});

test.each([
  ['of the profile', '[default]\n[profile acme\nmfa_serial = x\n', 'acme'],
  ['of its source', '[default]\n[profile base\n[profile acme]\nsource_profile = base\n', 'acme'],
])('an open header %s is named as the cause', (_, config, name) => {
  expect(() => selectProfile(name, {}, files(config))).toThrow(
    expect.objectContaining({ status: 3, message: expect.stringMatching(/config, line 2: the header \[.* bracket/) }),
  );
});

test('an unclosed header of another profile does no harm', () => {
  const both = files('[profile other\n[profile acme]\n', `[acme]\n${keys('K')}`);
  expect(selectProfile('acme', {}, both).source).toMatchObject({ from: 'files' });
});
