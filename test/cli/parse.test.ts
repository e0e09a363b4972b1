import { array, assert, asyncProperty, constantFrom, oneof, property, string, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import { parseWithYargs } from '../../src/cli/full-parse.ts';
import { options, type Request } from '../../src/cli/options.ts';
import { normalizeArgs, parseFast } from '../../src/cli/parse.ts';
import { plainClear } from '../../src/commands/clear.ts';
import { runs } from '../proof/runs.ts';

// The fast parser and yargs read a command line alike; what the fast one does not know it leaves to yargs.

const names = Object.entries(options).flatMap(([name, option]) => [
  `--${name}`,
  ...('alias' in option ? [`-${option.alias}`] : []),
]);
const values = [
  'acme',
  'bash',
  'fish',
  'json',
  '12h',
  '5m',
  '123456',
  '012345',
  '-',
  '--',
  '-1',
  '',
  ' ',
  'true',
  'a=b',
  '0x10',
  '1e3',
];
const strange = [
  '--no-cache',
  '--no-refresh',
  '--nope',
  '-x',
  '-pacme',
  '-qp',
  '-qs=fish',
  '--no-',
  '---',
  '--a.b',
  '--constructor',
];
const commands = [
  'get',
  'init',
  'exec',
  'console',
  'status',
  'list',
  'logout',
  'refresh',
  'help',
  '__proto__',
  'toString',
];

const words = oneof(
  { weight: 6, arbitrary: constantFrom(...names) },
  {
    weight: 3,
    arbitrary: tuple(constantFrom(...names), constantFrom(...values)).map(([name, value]) => `${name}=${value}`),
  },
  { weight: 4, arbitrary: constantFrom(...values) },
  { weight: 1, arbitrary: constantFrom(...strange) },
  { weight: 1, arbitrary: constantFrom(...commands) },
  { weight: 1, arbitrary: string({ maxLength: 6 }) },
);

async function fully(argv: string[]): Promise<Request | { help: string } | 'refused'> {
  try {
    return await parseWithYargs(argv);
  } catch {
    return 'refused';
  }
}

/** Without what was not given, and without a prototype. */
const plain = (request: unknown): unknown => JSON.parse(JSON.stringify(request));

test('what the fast parser accepts, the full one reads the same way', async () => {
  let accepted = 0;
  await assert(
    asyncProperty(array(words, { maxLength: 6 }), async (argv) => {
      const quick = parseFast(argv);
      if (quick === undefined) return;
      accepted += 1;
      expect(plain(await fully(argv))).toEqual(plain(quick));
    }),
    { numRuns: runs(600) },
  );
  expect(accepted).toBeGreaterThan(10);
}, 120_000);

test.each<[string[]]>([
  [[]],
  [['123456']],
  [['012 345']],
  [['-p', 'acme', '123456']],
  [['--profile=acme', '-q']],
  [['-s', 'fish', '--clear']],
  [['-d', '1h', '--refresh', '--no-cache', '--show']],
  [['init', 'bash']],
])('the fast parser takes %j', async (argv) => {
  const quick = parseFast(argv);
  expect(quick).toBeDefined();
  expect(plain(await fully(argv))).toEqual(plain(quick));
});

type Expected = { command?: string; words?: string[]; options?: Record<string, unknown> };

test.each<[string, Expected]>([
  ['acme', { options: { profile: 'acme' } }],
  ['acme 123456', { words: ['123456'], options: { profile: 'acme' } }],
  ['123456 acme', { words: ['123456'], options: { profile: 'acme' } }],
  ['acme 123 456', { words: ['123', '456'], options: { profile: 'acme' } }],
  ['acme -', { words: ['-'], options: { profile: 'acme' } }],
  ['acme -d 1h', { options: { profile: 'acme', duration: '1h' } }],
  ['-d 1h acme -q', { options: { profile: 'acme', duration: '1h', quiet: true } }],
  ['-- acme', { options: { profile: 'acme' } }],
  ['111122223333', { options: { profile: '111122223333' } }],
  ['12345', { words: ['12345'] }],
  ['-p acme acme', { options: { profile: 'acme' } }],
  ['-p status', { options: { profile: 'status' } }],
  ['-p 123456 654321', { words: ['654321'], options: { profile: '123456' } }],
  ['-w acme', { options: { write: 'acme' } }],
  ['acme -w', { options: { profile: 'acme', write: '' } }],
  [
    'exec acme --min-ttl 10m -q -- ls',
    { command: 'exec', words: ['ls'], options: { profile: 'acme', 'min-ttl': '10m', quiet: true } },
  ],
  ['exec acme --min-ttl=10m -- ls', { command: 'exec', words: ['ls'], options: { profile: 'acme', 'min-ttl': '10m' } }],
  ['exec npm --version -- ls', { command: 'exec', words: ['npm', '--version', '--', 'ls'], options: {} }],
  ['exec acme -- ls -l', { command: 'exec', words: ['ls', '-l'], options: { profile: 'acme' } }],
  ['exec -q acme -- ls', { command: 'exec', words: ['ls'], options: { profile: 'acme', quiet: true } }],
  ['exec -p acme acme -- ls', { command: 'exec', words: ['ls'], options: { profile: 'acme' } }],
  ['exec aws s3 ls', { command: 'exec', words: ['aws', 's3', 'ls'] }],
  ['exec aws s3 -- ls', { command: 'exec', words: ['aws', 's3', '--', 'ls'] }],
  ['exec -- acme -- ls', { command: 'exec', words: ['acme', '--', 'ls'] }],
  ['exec -p acme -- aws -- ls', { command: 'exec', words: ['aws', '--', 'ls'], options: { profile: 'acme' } }],
  ['console acme s3', { command: 'console', words: ['s3'], options: { profile: 'acme' } }],
  ['console acme', { command: 'console', words: ['acme'] }],
  ['console -p acme s3', { command: 'console', words: ['s3'], options: { profile: 'acme' } }],
  ['console acme s3 -q x', { command: 'console', words: ['s3', 'x'], options: { profile: 'acme', quiet: true } }],
  ['exec acme --', { command: 'exec', options: { profile: 'acme' } }],
  ['logout acme', { command: 'logout', options: { profile: 'acme' } }],
  ['doctor acme --json', { command: 'doctor', options: { profile: 'acme', json: true } }],
  ['policy acme', { command: 'policy', options: { profile: 'acme' } }],
  ['setup acme -y', { command: 'setup', options: { profile: 'acme', yes: true } }],
  ['status acme', { command: 'status', words: ['acme'] }],
  ['init bash', { command: 'init', words: ['bash'] }],
  ['refresh', { options: { refresh: true } }],
  ['-q refresh acme', { options: { refresh: true, quiet: true, profile: 'acme' } }],
  ['clear', { options: { clear: true } }],
  ['version', { options: { version: true } }],
  ['acme refresh', 'refused' as Expected],
  ['-p help', { options: { profile: 'help' } }],
])('C1: %s is read alike by both parsers', async (line, expected) => {
  const argv = normalizeArgs(line.split(' '));
  const quick = parseFast(argv);
  if (typeof expected === 'string') {
    expect(quick).toBeUndefined();
    expect(await fully(argv)).toBe(expected);
    return;
  }
  expect(quick).toMatchObject({ command: 'get', words: [], options: {}, ...expected });
  expect(Object.keys(quick?.options ?? {}).sort()).toEqual(Object.keys(expected.options ?? {}).sort());
  expect(plain(await fully(argv))).toEqual(plain(quick));
});

test.each(['acme zulu', '-p acme zulu', 'acme status', 'exec -p acme zulu -- ls', 'logout acme zulu', 'acme -- ls'])(
  'C1: %s is refused, with status 2',
  async (line) => {
    const argv = normalizeArgs(line.split(' '));
    expect(parseFast(argv)).toBeUndefined();
    await expect(parseWithYargs(argv)).rejects.toMatchObject({ status: 2 });
  },
);

test.each(['help', 'help exec', 'exec --help', 'help exec acme -- ls', 'help nosuch'])(
  'C1: %s is help',
  async (line) => {
    const argv = normalizeArgs(line.split(' '));
    expect(parseFast(argv)).toBeUndefined();
    expect(await fully(argv)).toHaveProperty('help');
  },
);

test('what yargs takes for the value of a switch is left to yargs', async () => {
  expect(parseFast(['init', '--auto', 'true'])).toBeUndefined();
  expect(parseFast(['-q', 'false'])).toBeUndefined();
});

test('a plain --clear is read as the parsers read it', async () => {
  const some = constantFrom(
    '--clear',
    '--shell',
    '-s',
    'bash',
    'fish',
    'posix',
    'ksh',
    '-q',
    '--quiet',
    '--show',
    '-',
    '1',
  );
  let accepted = 0;
  await assert(
    property(array(some, { maxLength: 5 }), (argv) => {
      const quick = plainClear(argv);
      if (quick === undefined) return;
      accepted += 1;
      expect(plain(parseFast(normalizeArgs(argv)))).toEqual(plain(quick));
    }),
    { numRuns: 2000 },
  );
  expect(accepted).toBeGreaterThan(20);
});

test.each([
  ...['--f=json', '--f', '--s', '--p=acme', '--q', '--h', '--prof', '--format.x', '--_=x', '--$0', '-_'],
  ...['-qqf', '-qqs', '-hq', '-qxf', '-qhq', '-Vf', '-x', '---', '--=x', '-=x'],
])('no parser knows %s', async (word) => {
  for (const argv of [[word], [word, 'json'], ['--shell', 'bash', word, 'fish']]) {
    expect(parseFast(normalizeArgs(argv))).toBeUndefined();
    await expect(parseWithYargs(normalizeArgs(argv))).rejects.toMatchObject({
      status: 2,
      message: /^unknown option: /,
    });
  }
});

test.each([
  [['-qfjson'], ['-q', '-f', 'json']],
  [
    ['-qf', 'json'],
    ['-q', '-f', 'json'],
  ],
  [
    ['-qpacme', '1'],
    ['-q', '-p', 'acme', '1'],
  ],
  [['-qV'], ['-q', '-V']],
  [['-qw'], ['-q', '--write=']],
  [
    ['exec', 'ls', '-qf'],
    ['exec', '--', 'ls', '-qf'],
  ],
  [
    ['--', '-qf'],
    ['--', '-qf'],
  ],
])('%j is spelt out as %j', (argv, expected) => {
  expect(normalizeArgs(argv)).toEqual(expected);
});

test('a code keeps its leading zeros, and is text', async () => {
  expect(await fully(['-q', '-p=acme', '012345'])).toMatchObject({ words: ['012345'], options: { profile: 'acme' } });
  expect(await fully(['-p', '000001', '000002'])).toMatchObject({ words: ['000002'], options: { profile: '000001' } });
});

test('what looks like a code behind --write is the code, also with a blank in it', () => {
  for (const code of ['123456', '123 456', '012 345'])
    for (const option of ['-w', '--write']) expect(normalizeArgs([option, code])).toEqual(['--write=', code]);
  expect(normalizeArgs(['-w', 'acme'])).toEqual(['-w', 'acme']);
});

test.each<[string[], string[]]>([
  [['--policy-arn', 'a', '--policy-arn', 'b'], ['--policy-arn=a b']],
  [
    ['--policy-arn=a', 'acme', '--policy-arn', 'b', '--policy-arn=c'],
    ['--policy-arn=a b c', 'acme'],
  ],
  [
    ['exec', '--policy-arn', 'a', '--', '--policy-arn', 'b'],
    ['exec', '--policy-arn=a', '--', '--policy-arn', 'b'],
  ],
  [
    ['--policy-arn', '--read-only'],
    ['--policy-arn', '--read-only'],
  ],
  [
    ['-p', 'a', '-p', 'b'],
    ['-p', 'a', '-p', 'b'],
  ],
])('what may stand several times is one option: %j', (argv, expected) => {
  expect(normalizeArgs(argv)).toEqual(expected);
});
