import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { colourMark } from '../../../src/text/format.ts';
import { canTrace, newTrace, type Trace } from '../../proof/trace.ts';
import { isInstalled } from '../../shell/shells.ts';
import { type Sts, startSts } from '../../sts/server.ts';
import { codeAt, stepAt } from '../../sts/totp.ts';
import { picture } from './screen.ts';

// C8.2: a device is enrolled in a real terminal. zbar reads what the terminal shows, and nothing of it stays.

const tools = ['tmux', 'zbarimg'];
const hasTools = tools.every(isInstalled) && canTrace;

let folder: string;
let program: string;
let sts: Sts;
let tests = 0;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'mfa-env-tmux-'));
  program = path.join(folder, 'program.cjs');
  const entryPoints = [path.join(import.meta.dirname, 'enrol-program.ts')];
  await build({ entryPoints, outfile: program, bundle: true, platform: 'node', format: 'cjs' });
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  tests += 1; // a server that still ends is never asked for a new session
  sts = await startSts();
  sts.user('alice').devices = [];
});
afterEach(async () => {
  try {
    tmux('kill-server');
  } catch {} // it has ended
  await sts.close();
});

const tmux = (...words: string[]): string =>
  execFileSync('tmux', ['-S', path.join(folder, `socket-${tests}`), '-f', '/dev/null', '-u', ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });

/** Starts the program in a terminal. @returns what strace sees of it */
function start(columns: number, rows: number): () => Trace {
  const { strace, read } = newTrace({ dir: folder });
  const [key] = sts.user('alice').keys;
  const env = {
    AWS_ENDPOINT_URL: sts.url,
    AWS_ACCESS_KEY_ID: key?.id ?? '',
    AWS_SECRET_ACCESS_KEY: key?.secret ?? '',
    LANG: 'C.UTF-8',
  };
  const words = [...strace, process.execPath, program].map((word) => `'${word}'`).join(' ');
  const variables = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const line = `${words}; echo "status=$?"; read -r _`;
  tmux('new-session', '-d', '-x', String(columns), '-y', String(rows), ...variables, '/bin/sh', '-c', line);
  return read;
}

const screen = (...words: string[]): string => tmux('capture-pane', '-p', ...words);

async function until(wanted: RegExp): Promise<void> {
  for (let tries = 0; !wanted.test(screen()); tries++) {
    if (tries === 250) throw new Error(`no ${wanted} in\n${screen()}`);
    await sleep(100);
  }
}

/** What zbar reads on the screen. */
function scanned(columns: number, rows: number, background: 0 | 255): string {
  const lines = screen('-e').replaceAll('\u001b', colourMark).split('\n');
  const file = path.join(folder, 'screen.pgm');
  writeFileSync(file, picture({ lines, row: 0, column: 0 }, columns, rows, background));
  const words = ['--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', file];
  return execFileSync('zbarimg', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}

describe.runIf(hasTools)('in tmux', () => {
  test.each([
    [80, 24, 0],
    [200, 50, 255],
  ] as const)(
    '%i × %i: the phone reads the QR code, shows a code, and that is all',
    async (columns, rows, background) => {
      const trace = start(columns, rows);
      await until(/Scan a QR code/);
      tmux('send-keys', 'Enter');
      await until(/Code:/);
      const text = scanned(columns, rows, background);
      const seed = new URL(text).searchParams.get('secret') ?? '';
      expect(text).toBe(`otpauth://totp/alice@acme?secret=${seed}&issuer=AWS`);
      tmux('send-keys', codeAt(seed, stepAt(sts.now())), 'Enter');
      await until(/status=\d/);
      const kept = screen('-S', '-');
      expect(kept).toContain('enrolled=arn:aws:iam::111122223333:mfa/alice 6');
      expect(kept).toContain('MFA device alice is enabled.');
      expect(kept).not.toMatch(/[▀▄█]|Code:/);
      expect(sts.device('arn:aws:iam::111122223333:mfa/alice')).toMatchObject({ enabled: true, seed });

      const { started, written } = trace();
      const groups = seed.match(/.{4}/g) ?? [];
      const pieces = [
        seed,
        groups.slice(0, 2).join(' '),
        groups.slice(2, 4).join(''),
        Buffer.from(seed).toString('base64'),
      ];
      const holders = Object.keys(written).filter((where) => pieces.some((piece) => written[where]?.includes(piece)));
      expect(pieces.filter((piece) => started.join('\n').includes(piece))).toEqual([]);
      expect(holders).toEqual(['/dev/tty']);
    },
  );
});

test.runIf(hasTools)('the terminal goes away: the device is deleted again', async () => {
  start(80, 24);
  await until(/Scan a QR code/);
  tmux('send-keys', 'Enter');
  await until(/Code:/);
  tmux('kill-server');
  const left = (): unknown[] => sts.world.accounts[0]?.unassigned ?? [];
  for (let tries = 0; left().length > 0 && tries < 100; tries++) await sleep(100);
  expect(sts.requests.map(({ action }) => action).at(-1)).toBe('DeleteVirtualMFADevice');
  expect(left()).toEqual([]);
});

test.skipIf(hasTools || process.env.CI !== 'true')('tmux, zbarimg and strace are on this machine', () => {
  throw new Error(`one of ${tools.join(', ')}, strace is not installed, and no device was enrolled in a terminal`);
});
