import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseFully } from '../../src/arguments/cli.ts';
import { options, type Request } from '../../src/arguments/options.ts';
import { parsePlainly, readLoosely, spellOut } from '../../src/arguments/parse.ts';
import { isFailure } from '../../src/errors.ts';

// Any words at all as a command line, the way they come from the shell: spelt out first, then parsed.

const dashed = Object.entries(options).flatMap(([name, option]) => [
  `--${name}`,
  ...('alias' in option ? [`-${option.alias}`] : []),
]);
const commands = ['exec', 'init', 'status', 'list', 'doctor', 'policy', 'logout', 'get'];
const values = ['acme', 'bash', '12h', '123456', '012 345', '-', '--', '', ' ', '-1', 'a=b', '-w', '--write', '-pacme'];
const word = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...dashed) },
  { weight: 4, arbitrary: fc.constantFrom(...values) },
  { weight: 2, arbitrary: fc.constantFrom(...commands) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom(...dashed), fc.constantFrom('', '=', '=x')).map((all) => all.join('')),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 6 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
);
const argv = fc.array(word, { maxLength: 7 });

/** Without a prototype, and without what was not given. */
const plain = (request: unknown): unknown => JSON.parse(JSON.stringify(request));

test('the two parsers read a command line the same way, or both leave it to the full one', async () => {
  let plainly = 0;
  await fc.assert(
    fc.asyncProperty(argv, async (given) => {
      const words = spellOut(given);
      readLoosely(words); // for whatever fails: throws nothing
      const quick = parsePlainly(words);
      const full: Request | { help: string } | Error = await parseFully(words).catch((error: Error) => error);
      if (full instanceof Error) expect(isFailure(full), `${full}`).toBe(true);
      if (full instanceof Error && isFailure(full))
        expect([full.status, full.message]).toEqual([2, expect.stringMatching(/\S/)]);
      if (!quick) return;
      plainly += 1;
      expect(plain(full)).toEqual(plain(quick));
    }),
    { numRuns: 1500 },
  );
  expect(plainly).toBeGreaterThan(50);
}, 120_000);

test('spelling out: nothing is lost, and twice is once', () => {
  fc.assert(
    fc.property(argv, (given) => {
      const words = spellOut(given);
      expect(spellOut(words)).toEqual(words);
      // Letter by letter the same, but for the `=` and `--` that it adds.
      const letters = (all: string[]): string => all.join('').replace(/[=-]/g, '').replaceAll('write', 'w');
      expect(letters(words)).toBe(letters(given));
    }),
    { numRuns: 3000 },
  );
});

test('what follows exec’s command is the command’s, whatever it is', () => {
  fc.assert(
    fc.property(argv, fc.constantFrom('aws', './x', 'exec', 'status', '123456'), (rest, command) => {
      for (const before of [[], ['-p', 'acme'], ['--duration=1h', '-q'], ['-pacme']]) {
        const request = parsePlainly(spellOut(['exec', ...before, command, ...rest]));
        expect(request).toMatchObject({ command: 'exec', words: [command, ...rest] });
        expect(parsePlainly(spellOut(['exec', ...before, '--', command, ...rest]))).toEqual(request);
      }
    }),
    { numRuns: 1000 },
  );
});
