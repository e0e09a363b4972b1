import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { layOut, otpauthText, qrPicture, seedLines } from '../../../src/setup/enrol/screen.ts';
import { isInstalled } from '../../shell/shells.ts';
import { picture } from './screen.ts';

// C8.2: a QR code on the screen is read by a reader that is not ours: zbar.

const reader = 'zbarimg';
const seed = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.repeat(2));
const owners = [
  { user: 'alice', account: '111122223333', alias: 'acme' },
  { user: 'alice', account: '111122223333' },
  { user: 'first.last@example.com', account: '111122223333', alias: 'a-long-alias' },
  { user: 'x'.repeat(64), account: '111122223333' },
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'mfa-env-qr-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What zbar reads in a picture. */
function read(image: Buffer): string {
  const file = path.join(folder, 'screen.pgm');
  writeFileSync(file, image);
  const words = ['--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', file];
  // It complains where there is no D-Bus.
  return execFileSync(reader, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}

describe.runIf(isInstalled(reader))('zbar', () => {
  const cases = owners.flatMap((owner) =>
    ([0, 255] as const).flatMap((background) =>
      [
        [80, 24],
        [120, 40],
        [60, 45],
      ].map(([columns = 0, rows = 0]) => ({ owner, background, columns, rows })),
    ),
  );
  test.each(cases)('$owner.user of $owner.alias, $columns × $rows, background $background', (each) => {
    const { owner, background, columns, rows } = each;
    const text = otpauthText(seed, owner);
    const view = { columns, rows, typed: '', complaint: '' };
    const screen = {
      heading: [`MFA device ${owner.user}`],
      picture: (lines: number) => qrPicture(text, '[30;47m', lines),
      seed: (width: number) => seedLines(seed, width),
    };
    expect(read(picture(layOut(screen, view), columns, rows, background))).toBe(text);
  });
});

test.skipIf(isInstalled(reader) || process.env.CI !== 'true')('zbarimg is on this machine', () => {
  throw new Error('zbarimg (zbar-tools) is not installed, and no QR code was read');
});
