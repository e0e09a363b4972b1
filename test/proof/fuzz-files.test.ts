import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSettings, sections } from '../../src/aws/files/sections.ts';
import { readProfile } from '../../src/aws/profile.ts';
import { runs } from './runs.ts';

// Whatever text an AWS file holds, the reader agrees with the simplest right description of one.

const lines = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('[a]', '[profile a]', '[default]', '[b.c]', ' [a] # c', '[x', '[]', '[a]]') },
  {
    weight: 6,
    arbitrary: fc.constantFrom('k = v', 'K=w', 'region: r', '  n = 1', 's3 =', 'k = v # c', 'k=a;b', 'k ='),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '',
      ' ',
      '# [a]',
      '; k = x',
      'lonely',
      '= x',
      '__proto__ = x',
      'k = [a]',
      '  -x = y',
      '  more # c',
      '[ a ]',
    ),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
);
const file = fc
  .tuple(fc.array(lines, { maxLength: 12 }), fc.constantFrom('\n', '\r\n', '\r'), fc.boolean())
  .map(([all, end, last]) => all.join(end) + (last ? end : ''));

/**
 * The simplest description: line by line, a header opens a section, what has a `=` or `:` is a setting of it, and what
 * is deeper than the setting above, and no setting by its looks, goes on with its value.
 */
function simply(text: string): [header: string, settings: Record<string, string>][] {
  const found: [string, Record<string, string>][] = [];
  let inside = false;
  let above: { name: string; depth: number } | undefined;
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (/^[ \t]*\[/.test(line)) {
      const close = line.indexOf(']');
      inside = close >= 0;
      above = undefined;
      if (inside) found.push([line.slice(line.indexOf('[') + 1, close), Object.create(null)]);
      continue;
    }
    const settings = found.at(-1)?.[1];
    const depth = line.search(/[^ \t]|$/);
    const rest = line.slice(depth);
    if (!inside || !settings || rest === '' || /^[#;\s]/.test(rest)) continue; // only blanks and tabs indent
    const isDeeper = above !== undefined && depth > above.depth;
    const before = settings[above?.name ?? ''];
    if (above && isDeeper && before !== '' && !/^[a-z]\w*[ \t]*=/i.test(rest)) {
      settings[above.name] = `${before}\n${rest.trim()}`;
      continue;
    }
    const split = rest.search(/[=:]/);
    const name = rest.slice(0, Math.max(split, 0)).trim().toLowerCase();
    if (!name) continue;
    const raw = rest.slice(split + 1);
    const comment = [...raw.matchAll(/[#;]/g)].find(({ index }) => index === 0 || /[ \t]/.test(raw[index - 1] ?? ''));
    const nested = isDeeper && before === '';
    settings[nested ? `${above?.name}.${name}` : name] = raw.slice(0, comment?.index ?? raw.length).trim();
    if (!nested) above = { name, depth };
  }
  return found;
}

test('the reader of files agrees with the simplest description of one', () => {
  fc.assert(
    fc.property(file, (text) => {
      const read = [...sections(text)].map(({ header, body, end }) => [header, readSettings(text.slice(body, end))]);
      const expected = simply(text);
      expect(read.map(([header]) => header)).toEqual(expected.map(([header]) => header));
      read.forEach(([, settings], at) => {
        const { ['__proto__']: _, ...rest } = { ...expected[at]?.[1] };
        expect({ ...(settings as object) }).toEqual(rest);
      });
    }),
    { numRuns: runs(3000) },
  );
});

test('a profile is what its sections hold, the last value of each name', () => {
  fc.assert(
    fc.property(file, (text) => {
      const files = { config: { path: 'c', text: '' }, credentials: { path: 'k', text } };
      const own = simply(text).filter(([header]) => header.trim() === 'a');
      const { settings } = readProfile(files, 'a') ?? {};
      if (own.length === 0) expect(settings).toBeUndefined();
      if (own.length !== 1) return; // what appears twice is refused by the AWS CLI; ours warns
      const { ['__proto__']: _, ...rest } = { ...own[0]?.[1] };
      expect({ ...settings }).toEqual(rest);
    }),
    { numRuns: runs(2000) },
  );
});
