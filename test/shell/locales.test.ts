import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { some } from '../proof/runs.ts';
import { corpus } from './corpus.ts';
import { addFake } from './fake.ts';
import { makePlace, type Place } from './place.ts';
import { inEach, isInstalled, type Shell, shells } from './shells.ts';
import { roundTrip } from './trip.ts';

// No quote is lost in locales where a byte of UTF-8 takes the one behind it into its character: C2.6.

const charsets = [
  ...['BIG5', 'BIG5-HKSCS', 'GBK', 'GB18030', 'GB2312', 'EUC-TW'],
  ...['SHIFT_JIS', 'WINDOWS-31J', 'EUC-JP', 'JOHAB', 'EUC-KR', 'CP949'],
];
const sources = '/usr/share/i18n/charmaps';
const missing = charsets.filter((name) => !['', '.gz'].some((end) => existsSync(path.join(sources, name + end))));
const canMake = isInstalled('localedef') && missing.length === 0;

/** Every last byte that UTF-8 has, and characters of two, three and four bytes. */
const leads = [...Array.from({ length: 64 }, (_, index) => String.fromCharCode(0x80 + index)), '€', '漢', '😀'];
const values = leads.flatMap((lead) => [
  `${lead}'; touch pwn; '`,
  `${lead}\\'; touch pwn; \\'`,
  `${lead}\\`,
  `${lead}'${lead}`,
  `${lead}$(touch pwn)\``,
]);

test.skipIf(canMake || process.env.CI !== 'true')('locales can be made on this machine', () => {
  expect({ localedef: isInstalled('localedef'), missing }).toEqual({ localedef: true, missing: [] });
});

describe.runIf(canMake)('in the old locales of East Asia:', () => {
  let place: Place;
  beforeAll(async () => {
    place = makePlace();
    addFake(place);
    await Promise.all(charsets.map((name) => makeLocale(name)));
  }, 180_000);
  afterAll(() => place.remove());

  /** Only its characters count here, so the classes and the rest are those of POSIX. */
  const makeLocale = (charset: string): Promise<void> =>
    new Promise((resolve) => {
      const words = ['-c', '--quiet', '--no-archive', '-i', 'POSIX', '-f', charset, path.join(place.dir, charset)];
      execFile('localedef', words, () => resolve()); // it has warnings, and so a status, for each of them
    });

  test.each(charsets)('%s is made', (charset) => {
    expect(existsSync(path.join(place.dir, charset, 'LC_CTYPE'))).toBe(true);
  });

  // yash reads text as characters of the locale, and refuses what is none: see quoting.test.ts.
  inEach(
    shells.filter(({ name }) => name !== 'yash'),
    (shell) => {
      const from = shells.indexOf(shell);
      const ways = shell.functions === undefined ? [false] : [false, true];
      test.each(some(charsets, 3, from))('%s: every value arrives unchanged, and none is run', async (charset) => {
        const env = { LOCPATH: place.dir, LC_ALL: charset };
        const all = [...values, ...corpus].filter((value) => !isBeyond(shell, charset, value));
        for (const wrapped of ways) {
          const arrived = await roundTrip(place, shell, all, { wrapped, env });
          if (shell.name !== 'ksh') expect(arrived).toEqual(all); // it puts a backslash before some patterns
          expect(existsSync(path.join(place.dir, 'pwn'))).toBe(false);
        }
      });
    },
  );
});

/** JOHAB has no backslash, and fish then hands none on, however it is written. */
const isBeyond = ({ speaks }: Shell, charset: string, value: string): boolean =>
  speaks === 'fish' && charset === 'JOHAB' && value.includes('\\');
