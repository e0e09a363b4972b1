import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseWithYargs } from '../../src/cli/full-parse.ts';
import { type OptionName, type Options, options, type Request } from '../../src/cli/options.ts';
import { normalizeArgs, parseFast, readLoosely } from '../../src/cli/parse.ts';
import { isFailure } from '../../src/errors.ts';
import { runs } from './runs.ts';

// Whatever the command line, the fast parser reads it as yargs does, or leaves it to yargs.

const spellings = (name: string): string[] => {
  const option = options[name as OptionName];
  return [`--${name}`, ...('alias' in option ? [`-${option.alias}`] : [])];
};
const dashed = Object.keys(options).flatMap(spellings);
const takers = Object.entries(options).filter(([, { type }]) => type === 'string');
const commands = ['exec', 'init', 'status', 'list', 'doctor', 'policy', 'logout', 'get'];
const values = ['acme', 'bash', '12h', '123456', '012 345', '-', '--', '', ' ', '-1', 'a=b', '-w', '--write', '-pacme'];
const word = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...dashed) },
  { weight: 4, arbitrary: fc.constantFrom(...values) },
  { weight: 2, arbitrary: fc.constantFrom(...commands) },
  {
    weight: 4,
    arbitrary: fc.tuple(fc.constantFrom(...dashed), fc.constantFrom('=', ''), fc.constantFrom('', 'x', ...values)),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 6 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
);

/** An option with a value that it may have, in each way to write that. */
const valued = ([name, option]: (typeof takers)[number]): fc.Arbitrary<string[]> => {
  const good = 'choices' in option ? option.choices : ['acme', 'other', '12h', '0', 'a=b'];
  const forms = (value: string): string[][] =>
    spellings(name).flatMap((spelling) => [
      [spelling, value],
      [spelling.startsWith('--') ? `${spelling}=${value}` : `${spelling}${value}`],
    ]);
  return fc.constantFrom(...good.flatMap(forms));
};
const oftenGiven = fc.constantFrom(...takers).chain((taker) => fc.array(valued(taker), { minLength: 1, maxLength: 3 }));

const argv = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: word.map((parts) => [parts].flat().join('')) },
      { weight: 1, arbitrary: oftenGiven.map((all) => all.flat()) },
    ),
    { maxLength: 7 },
  )
  .map((all) => all.flat());

/** Without a prototype, and without what was not given. */
const plain = (request: unknown): unknown => JSON.parse(JSON.stringify(request));

test('the two parsers read a command line the same way, or both leave it to the full one', async () => {
  let plainly = 0;
  await fc.assert(
    fc.asyncProperty(argv, async (given) => {
      const words = normalizeArgs(given);
      readLoosely(words); // for whatever fails: throws nothing
      const quick = parseFast(words);
      const full: Request | { help: string } | Error = await parseWithYargs(words).catch((error: Error) => error);
      if (full instanceof Error) expect(isFailure(full), `${full}`).toBe(true);
      if (full instanceof Error && isFailure(full))
        expect([full.status, full.message]).toEqual([2, expect.stringMatching(/\S/)]);
      if (!quick) return;
      plainly += 1;
      expect(plain(full)).toEqual(plain(quick));
    }),
    { numRuns: runs(400) },
  );
  expect(plainly).toBeGreaterThan(runs(50));
}, 120_000);

test.each<[string[], Options]>([
  [['--shell=bash', '--shell=fish'], { shell: 'fish' }],
  [['-p', 'a', '--profile=b'], { profile: 'b' }],
  [['--profile=b', '-p', 'a'], { profile: 'a' }],
  [['--profile=b', '-pa', '123456'], { profile: 'a' }],
  [['-d1h', '--duration', '2h', '--duration=3h'], { duration: '3h' }],
  [['--format=env', '-q', '-f', 'json', '-q'], { format: 'json', quiet: true }],
  [['--write=a', '-w'], { write: '' }],
  [['--write', '--write=a'], { write: 'a' }],
  [['--shell=nope', '--shell=zsh'], { shell: 'zsh' }],
])('of an option that stands there more than once the last counts: %j', async (argv, expected) => {
  const words = normalizeArgs(argv);
  expect(plain(parseFast(words)?.options)).toEqual(expected);
  expect(plain(await parseWithYargs(words))).toMatchObject({ options: expected });
});

test('a value that begins like an option stays a value: --policy-arn=-pacme', () => {
  const words = normalizeArgs(['--policy-arn=-pacme', '--policy-arn', 'B']);
  expect(words).toEqual(['--policy-arn=-pacme B']);
  expect(normalizeArgs(words)).toEqual(words);
});

test('spelling out: nothing is lost, and twice is once', () => {
  fc.assert(
    fc.property(argv, (given) => {
      const words = normalizeArgs(given);
      // Only right behind -w a code or another option is the value; two words say something else.
      if (!given.some((word) => /^-w(-|[\d\s]+$)/.test(word))) expect(normalizeArgs(words)).toEqual(words);
      // Letter by letter the same, but for the `=` and `--` that it adds.
      const letters = (all: string[]): string => all.join('').replace(/[=-]/g, '').replaceAll('write', 'w');
      // What may stand several times is joined: other letters go, and the rest may stand elsewhere.
      const isJoined = given.filter((word) => word.startsWith('--policy-arn')).length > 1;
      const told = (all: string[]): string =>
        isJoined ? [...letters(all).replaceAll('policyarn', '').replaceAll(' ', '')].sort().join('') : letters(all);
      expect(told(words)).toBe(told(given));
    }),
    { numRuns: runs(1000) },
  );
});

test('what follows exec’s command is the command’s, whatever it is', () => {
  fc.assert(
    fc.property(argv, fc.constantFrom('aws', './x', 'exec', 'status', '123456'), (rest, command) => {
      for (const before of [[], ['-p', 'acme'], ['--duration=1h', '-q'], ['-pacme']]) {
        const request = parseFast(normalizeArgs(['exec', ...before, '--', command, ...rest]));
        expect(request).toMatchObject({ command: 'exec', words: [command, ...rest] });
        if (rest.includes('--')) continue; // then the word in front of it may be the profile
        expect(parseFast(normalizeArgs(['exec', ...before, command, ...rest]))).toEqual(request);
      }
    }),
    { numRuns: runs(1000) },
  );
});
