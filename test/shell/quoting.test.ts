import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dialects } from '../../src/shell/dialects.ts';
import { corpus, numbered } from './corpus.ts';
import { addFake } from './fake.ts';
import { makePlace, type Place } from './place.ts';
import { inEach, isPosix, raw, shells, tell, withFunctions } from './shells.ts';
import { roundTrip } from './trip.ts';

// Every value arrives unchanged in every shell, and none is run: C2.6, rows 13 and 15 to 31.

let place: Place;
beforeAll(() => {
  place = makePlace();
  addFake(place);
});
afterAll(() => place.remove());

const value = fc
  .string({ unit: 'binary', maxLength: 40 })
  .filter((text) => !text.includes('\0') && text.isWellFormed());
const values = fc.array(value, { minLength: 80, maxLength: 200, size: 'max' });

test('the corpus is the one that was measured', () => {
  expect(corpus).toHaveLength(497);
  expect(corpus.every((text) => text.isWellFormed() && !text.includes('\0'))).toBe(true);
});

inEach(shells, (shell) => {
  test('15, 16, 17, 18, 19, 20, 21, 26: every value of the corpus arrives unchanged, and none is run', async () => {
    expect(await roundTrip(place, shell, corpus)).toEqual(corpus);
    expect(existsSync(path.join(place.dir, 'pwn'))).toBe(false);
  });

  const foreign = ['é漢', '😀', 'a\u2028b'];

  test.runIf(shell.name !== 'yash')('27: UTF-8 in the C locale', async () => {
    expect(await roundTrip(place, shell, foreign, { env: { LC_ALL: 'C' } })).toEqual(foreign);
  });

  // A limit: yash reads text as characters of the locale. It ends a script at such an eval; the trap tells in any case.
  test.runIf(shell.name === 'yash')('27: UTF-8 in the C locale is an error, and nothing is set', async () => {
    const file = path.join(place.dir, 'foreign');
    writeFileSync(file, dialects.posix.change({ unset: [], set: { V0: 'plain', ...numbered(foreign) } }));
    const script = `trap 'printf "@told %s@" "$?"; env -0' EXIT\n${raw(shell, `cat '${file}'`)}`;
    const { said, env, stderr } = await place.told(shell, script, { env: { LC_ALL: 'C' } });
    expect(said).not.toBe(0);
    expect(stderr).toContain('syntax error');
    expect(Object.keys(env).filter((name) => /^V\d$/.test(name))).toEqual([]);
  });

  test('15: any strings', async () => {
    await fc.assert(
      fc.asyncProperty(values, async (list) => {
        expect(await roundTrip(place, shell, list)).toEqual(list);
      }),
      { numRuns: 8 },
    );
  });

  test('13: the shell finds no syntax error in any text', async () => {
    const texts = [
      dialects[shell.speaks].change({ unset: ['A', 'B'], set: numbered(corpus) }),
      dialects[shell.speaks].change({ unset: ['A'], set: {} }),
      dialects[shell.speaks].fail(130),
    ];
    const outcomes = await Promise.all(
      texts.map((text) => place.run({ ...shell, command: [shell.command[0], ...shell.command.slice(1), '-n'] }, text)),
    );
    for (const { status, stdout, stderr } of outcomes) {
      // ksh's -n has opinions on style too.
      const errors = stderr.replace(/^.*: warning: .*\n/gm, '');
      expect({ status, stdout, errors }).toEqual({ status: 0, stdout: '', errors: '' });
    }
  });

  test('23, 24, 29, 3: no CR, no BOM, no comment, no return and no exit at the start of a line', () => {
    const text = dialects[shell.speaks].change({ unset: ['A', 'B'], set: { C: 'c', D: 'd' } });
    const each = isPosix(shell)
      ? /^(unset|export) [^#]*( &&|;)$/
      : /^(set -qg (\w+); and set -eg \2;|set -gx [^#]*;|true;)$/;
    expect(text.endsWith('\n')).toBe(true);
    for (const line of text.trimEnd().split('\n')) expect(line).toMatch(each);
    expect(dialects[shell.speaks].fail(3)).toMatch(/^(\(exit 3\)|sh -c 'exit 3');\n$/);
  });
});

inEach(withFunctions, (shell) => {
  test('15: the corpus through authaws', async () => {
    expect(await roundTrip(place, shell, corpus, { wrapped: true })).toEqual(corpus);
    expect(existsSync(path.join(place.dir, 'pwn'))).toBe(false);
  });

  test('15: any strings through authaws', async () => {
    await fc.assert(
      fc.asyncProperty(values, async (list) => {
        expect(await roundTrip(place, shell, list, { wrapped: true })).toEqual(list);
      }),
      { numRuns: 8 },
    );
  });
});

inEach(shells.filter(isPosix), (shell) => {
  test('28: an unquoted eval $(…) works, for values without blanks and an IFS that is not changed', async () => {
    const file = path.join(place.dir, 'plain');
    writeFileSync(file, dialects[shell.speaks].change({ unset: ['A'], set: { B: "x/y='", C: 'c;&' } }));
    const split = shell.speaks === 'zsh' ? 'setopt sh_word_split' : ':';
    const told = await place.told(shell, `${split}\neval $(cat '${file}')\n${tell(shell)}`, { env: { A: 'a' } });
    expect(told.said).toBe(0);
    expect(told.env).toMatchObject({ B: "x/y='", C: 'c;&' });
    expect(told.env).not.toHaveProperty('A');
  });
});

inEach(
  shells.filter((shell) => !isPosix(shell)),
  (shell) => {
    test('30: eval (…) sets each variable to its own value', async () => {
      const file = path.join(place.dir, 'fish-text');
      writeFileSync(file, dialects.fish.change({ unset: ['A'], set: { B: 'x y', C: "it's" } }));
      const told = await place.told(shell, `eval (cat '${file}')\n${tell(shell)}`, { env: { A: 'a' } });
      expect(told.said).toBe(0);
      expect(told.env).toMatchObject({ B: 'x y', C: "it's" });
      expect(told.env).not.toHaveProperty('A');
    });
  },
);

test('28: the documents show the eval in quotes only', () => {
  for (const file of [
    'README.md',
    'docs/by-hand.md',
    'docs/scripts.md',
    'docs/recipes.md',
    'SECURITY.md',
    'shell/bash/authaws.bash',
    'shell/zsh/authaws.zsh',
  ]) {
    const text = readFileSync(path.resolve(import.meta.dirname, '../..', file), 'utf8');
    expect(text, file).not.toMatch(/eval \$\(mfa-env/);
    expect(text.match(/eval "\$\(mfa-env/g) ?? file).not.toHaveLength(0);
  }
});

test.each(['posix', 'fish'] as const)('25, 31: %s refuses a NUL, broken Unicode and an odd name', (family) => {
  const dialect = dialects[family];
  expect(() => dialect.change({ unset: [], set: { A: 'a\0b' } })).toThrow();
  expect(() => dialect.change({ unset: [], set: { A: 'a\ud800' } })).toThrow();
  for (const name of ['A B', 'A;B', '', '1A', 'A-B', 'A\nB', 'É']) {
    expect(() => dialect.change({ unset: [], set: { [name]: 'a' } })).toThrow(TypeError);
    expect(() => dialect.change({ unset: [name], set: {} })).toThrow(TypeError);
  }
});
