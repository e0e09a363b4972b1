import { expect, test } from 'vitest';
import {
  blackOnWhite,
  layOut,
  otpauthText,
  qrPicture,
  seedLines,
  showsBlocks,
} from '../../../src/setup/enrol/screen.ts';
import { plain } from './screen.ts';

// C8.2: the screen of a new device, for windows of any size.

const seed = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.repeat(2));
const owner = { user: 'alice', account: '111122223333', alias: 'acme' };
const screen = {
  heading: ['MFA device alice of the AWS account acme'],
  picture: (rows: number) => qrPicture(otpauthText(seed, owner), '[30;47m', rows),
  seed: (columns: number) => seedLines(seed, columns),
};
const view = { rows: 24, columns: 80, typed: '', complaint: '' };
const groups = seed.toString().match(/.{4}/g) ?? [];
const hasCode = (lines: readonly string[]): boolean => lines.some((line) => /[▀▄█]/.test(line));

test.each([
  [80, 24, true],
  [300, 50, true],
  [80, 25, true],
  [60, 45, true], // above the text
  [79, 24, false],
  [80, 23, true],
  [80, 22, false],
  [48, 60, false],
  [40, 24, false],
  [20, 10, false],
])(
  '%i columns and %i rows: a QR code: %s; the key and the question are there, and all of it fits',
  (columns, rows, expected) => {
    for (const more of [{}, { typed: '123456' }, { complaint: 'that code is not from the entry' }]) {
      const frame = layOut(screen, { ...view, columns, rows, ...more });
      const lines = plain(frame);
      expect(hasCode(lines)).toBe(expected);
      const words = lines.map((line) => line.replace(/^[ ▀▄█]+/, '')).join(' ');
      for (const group of groups) expect(words).toContain(group);
      expect(words).toContain(`Code: ${'typed' in more ? more.typed : ''}`);
      expect(lines.length).toBeLessThanOrEqual(rows);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
      const typed = lines[frame.row]?.slice(0, frame.column) ?? '';
      expect(typed).toMatch(/Code: \d*$/);
    }
  },
);

test('a window that is too small says what a QR code needs', () => {
  expect(plain(layOut(screen, { ...view, rows: 20 })).join('\n')).toContain('80 × 24');
  const { picture: _, ...textOnly } = screen;
  expect(plain(layOut(textOnly, view)).join('\n')).not.toMatch(/80 × 24|[^\x20-\x7e\n]/);
});

test('a key that was handed over is not shown', () => {
  const lines = plain(layOut({ heading: ['The command has taken the secret.'] }, view)).join('\n');
  expect(lines).toContain('Code: ');
  expect(lines).not.toContain(groups[0]);
});

test('a heading cannot play with the terminal', () => {
  const lines = layOut({ ...screen, heading: ['a\u001b[2Jb\nc'] }, view).lines.join('\n');
  expect(lines).not.toContain('\u001b');
  expect(lines).toContain('a [2Jb c');
});

test.each([
  [owner, 'alice@acme'],
  [{ user: 'alice', account: '111122223333' }, 'alice@111122223333'],
  [{ ...owner, alias: 'a-very-long-alias-of-an-account' }, 'alice@111122223333'],
  [{ ...owner, user: 'first.last@some-company.example.com' }, 'first.last%40some-company.example.com'.slice(0, 32)],
  [{ ...owner, user: 'a+b=c,d' }, 'a%2Bb%3Dc%2Cd@acme'],
  [{ ...owner, user: 'x'.repeat(64) }, 'x'.repeat(30)],
])('%j is shown as %s, and fits', (who, label) => {
  const text = otpauthText(seed, who);
  expect(text).toContain(`otpauth://totp/${label}`);
  expect(text).toContain(`?secret=${seed}&issuer=AWS`);
  expect(new URL(text).searchParams.get('secret')).toBe(String(seed));
  expect(qrPicture(text, '', 23)).toBeDefined();
});

test.each([
  [{ LANG: 'en_US.UTF-8' }, true],
  [{ LC_CTYPE: 'UTF-8' }, true],
  [{ LANG: 'C.utf8' }, true],
  [{ LANG: 'en_US.UTF-8', LC_ALL: 'C' }, false],
  [{ LANG: 'de_DE.ISO-8859-1' }, false],
  [{}, false],
  [{ LANG: 'en_US.UTF-8', TERM: 'dumb' }, false],
])('with %j half blocks are shown: %s', (env, expected) => {
  expect(showsBlocks(env)).toBe(expected);
});

test('black on white, by colours that no theme changes where there are some', () => {
  expect(blackOnWhite({ TERM: 'xterm-256color' })).toBe('[38;5;16;48;5;231m');
  expect(blackOnWhite({ TERM: 'xterm', COLORTERM: 'truecolor' })).toBe('[38;5;16;48;5;231m');
  expect(blackOnWhite({ TERM: 'linux' })).toBe('[30;47m');
});
