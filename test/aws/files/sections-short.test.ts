import fc from 'fast-check';
import { expect, test } from 'vitest';
import { profileName, sectionsNamed } from '../../../src/aws/files/sections.ts';

// A short text is searched in another way than a long one, and holds the same sections.

const parts = [
  '[',
  ']',
  'profile',
  'services',
  ' ',
  '\t',
  '"',
  "'",
  'a',
  'b',
  '\n',
  '\r\n',
  '#',
  'x = 1',
  '[a]',
  '[profile a]',
];
const padding = `${'# padding\n'.repeat(300)}`;

test('a section is found in a short text as in a long one', () => {
  let count = 0;
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...parts), { maxLength: 14 }),
      fc.constantFrom('a', 'b', 'a b', '"a', 'profile a', 'profile'),
      fc.constantFrom('profile', 'services'),
      (some, name, kind) => {
        const text = `${some.join('')}\n`;
        const found = (whole: string): unknown[] =>
          [...sectionsNamed(whole, name, kind)]
            .filter(({ header }) =>
              ['config', 'credentials'].some((file) => profileName(header, file as 'config') === name),
            )
            .map(({ header, start, body }) => ({ header, start, body }));
        const short = found(text);
        count += short.length;
        expect(short).toEqual(found(text + padding));
      },
    ),
    { numRuns: 5000 },
  );
  expect(count).toBeGreaterThan(100);
});
