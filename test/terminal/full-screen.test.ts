import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { spawn } from '@lydell/node-pty';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';

// A question on a screen of its own: nothing of it stays, and the terminal is as before at every end.

let folder: string;
let program: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'mfa-env-screen-'));
  program = path.join(folder, 'program.cjs');
  const entryPoints = [path.join(import.meta.dirname, 'screen-program.ts')];
  await build({ entryPoints, outfile: program, bundle: true, platform: 'node', format: 'cjs' });
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Terminal {
  press: (keys: string) => void;
  resize: (columns: number, rows: number) => void;
  until: (wanted: RegExp) => Promise<RegExpExecArray>;
  all: () => string;
}

/** Runs the program at a terminal of 80 × 24, then shows whether the terminal still echoes and reads lines. */
function atTerminal(end = ''): Terminal {
  const line = 'echo before; "$0" "$@"; echo "status=$?"; stty -a; echo over; read -r _';
  const child = spawn('/bin/sh', ['-c', line, process.execPath, program, end], {
    cols: 80,
    rows: 24,
    env: process.env,
  });
  let all = '';
  let look = (): void => {};
  child.onData((data) => {
    all += data;
    look();
  });
  onTestFinished(() => child.kill('SIGKILL'));
  return {
    press: (keys) => child.write(keys),
    resize: (columns, rows) => child.resize(columns, rows),
    all: () => all,
    until: (wanted) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no ${wanted} in ${JSON.stringify(all)}`)), 20_000);
        look = () => {
          const found = wanted.exec(all);
          if (!found) return;
          clearTimeout(timer);
          resolve(found);
        };
        look();
      }),
  };
}

const enter = '\u001b[?1049h';
const leave = '\u001b[?1049l';

/** What the terminal keeps, once all is over. */
async function kept(terminal: Terminal): Promise<string> {
  await terminal.until(/over/);
  const all = terminal.all();
  expect(all.split(enter)).toHaveLength(2);
  expect(all.lastIndexOf(leave)).toBeGreaterThan(all.lastIndexOf('S3CRET'));
  expect(all).toMatch(/(?<!-)\bicanon\b/);
  expect(all).toMatch(/(?<!-)\becho\b/);
  return all.slice(0, all.indexOf(enter)) + all.slice(all.lastIndexOf(leave));
}

test('a line is typed, corrected, refused and typed again', async () => {
  const terminal = atTerminal();
  await terminal.until(/Code: /);
  terminal.press('99\u007f\u001512\u001b[A\r');
  await terminal.until(/not 12/);
  terminal.press('12 34x\u007f\r');
  await terminal.until(/answer=12 34/);
  const rest = await kept(terminal);
  expect(rest).toContain('before');
  expect(rest).not.toMatch(/S3CRET|Code:/);
});

test('the next question works as before', async () => {
  const terminal = atTerminal('more');
  await terminal.until(/Code: /);
  terminal.press('12 34\r');
  await terminal.until(/More/);
  terminal.press('abc\r');
  await terminal.until(/more=abc/);
  await kept(terminal);
});

test('the window changes: the screen is drawn again', async () => {
  const terminal = atTerminal();
  await terminal.until(/80 by 24/);
  terminal.resize(50, 12);
  await terminal.until(/50 by 12/);
  terminal.press('\u0003');
  await terminal.until(/failed=130/);
  await kept(terminal);
});

test('stopped before it begins, it leaves the screen alone', async () => {
  const terminal = atTerminal('at once');
  await terminal.until(/failed=143[\s\S]*over/);
  expect(terminal.all()).not.toContain('\u001b');
});

test.each<[string, string, RegExp]>([
  ['Ctrl-C', '\u0003', /failed=130/],
  ['Ctrl-D', '\u0004', /failed=130/],
])('%s', async (_, keys, expected) => {
  const terminal = atTerminal();
  await terminal.until(/Code: /);
  terminal.press(keys);
  await terminal.until(expected);
  await kept(terminal);
});

test.each<[string, RegExp]>([
  ['exit', /status=3/],
  ['throw', /status=1/],
  ['SIGTERM', /failed=143/],
  ['SIGHUP', /failed=129/],
  ['SIGINT', /failed=130/],
])('the process ends by %s', async (end, expected) => {
  const terminal = atTerminal(end);
  await terminal.until(expected);
  await kept(terminal);
});
