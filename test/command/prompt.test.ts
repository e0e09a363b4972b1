import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { openProgram, type Terminal } from '../shell/terminal.ts';
import { exportsOf, makePlace, type Place, serial } from './run.ts';

// At a terminal the code is asked for and masked, and the terminal is sane afterwards: C2.10, C4.2, C4.5.

let place: Place;
let terminals: Terminal[];
beforeEach(async () => {
  place = await makePlace();
  terminals = [];
});
afterEach(async () => {
  for (const terminal of terminals) await terminal.close();
  await place.end();
});

/** Runs a line of sh at a terminal, in which `"$@"` is `mfa-env` and these words. */
function at(line: string, words: readonly string[] = []): Terminal {
  // What a shell shows last is lost now and then with its terminal, so it stays until it is closed.
  const script = `${line}; echo "status=$?"; stty -a; echo end; read -r _`;
  const there = { ...place, dir: place.home } as unknown as Parameters<typeof openProgram>[2];
  const terminal = openProgram('/bin/sh', ['-c', script, 'sh', path.join(inject('bin'), 'mfa-env'), ...words], there);
  terminals.push(terminal);
  return terminal;
}

/** As inside `eval "$(…)"`, and with stdin and stderr elsewhere too. */
const captured = '"$@" </dev/null >"$HOME/out" 2>"$HOME/err"';
const file = (name: string): string => readFileSync(path.join(place.home, name), 'utf8');
const prompt = /MFA code for default \(alice, 111122223333\): /;
const codesSent = (): (string | undefined)[] =>
  place.sts.calls('GetSessionToken').map((call) => call.parameters.TokenCode);

/** Waits for the end, and sees that the terminal is as a shell wants it. */
async function ends(terminal: Terminal, status: number): Promise<void> {
  await terminal.until(`status=${status}`);
  const settings = await terminal.until(/\bend\r\n/);
  for (const mode of ['icanon', 'echo', 'isig', 'icrnl', 'opost'])
    expect(settings).toMatch(new RegExp(`[ ;\n]${mode}\\b`));
}

test('C4.2: the prompt is on the terminal, although stdin, stdout and stderr are not', async () => {
  const terminal = at(captured);
  await terminal.until(prompt);
  for (const key of place.sts.freshCode(serial)) {
    terminal.press(key);
    await terminal.until('*');
  }
  terminal.press('\r');
  await ends(terminal, 0);
  expect(exportsOf(file('out'))).toHaveProperty('AWS_SESSION_TOKEN');
  expect(file('err')).toMatch(/^default · .* · new\n$/);
  for (const code of codesSent()) expect(terminal.everything()).not.toContain(code);
});

test.each(['\r', '\n'])('C4.2: an answer in one piece, as from the clipboard, ends with %j', async (enter) => {
  const terminal = at(captured);
  await terminal.until(prompt);
  terminal.press(`${place.sts.freshCode(serial)}${enter}`);
  await ends(terminal, 0);
});

test('C4.1: 123 456, as authenticators show it', async () => {
  const terminal = at(captured);
  await terminal.until(prompt);
  terminal.line(place.sts.freshCode(serial).replace(/^(...)/, '$1 '));
  await ends(terminal, 0);
});

test('C4.2: backspace, Ctrl-U and keys that mean nothing', async () => {
  const terminal = at(captured);
  await terminal.until(prompt);
  const code = place.sts.freshCode(serial);
  terminal.press('999\u0015');
  terminal.press('\u007f\u007f');
  terminal.press(`\u001b[A\u001b[D\t${code.slice(0, 3)}7\u007f${code.slice(3)}\r`);
  await ends(terminal, 0);
  expect(codesSent()).toEqual([code]);
});

test.each([40, 50, 80])(
  'C4.2: at %d columns the answer is on one line, and all of it can be erased',
  async (columns) => {
    const besides = columns < 57 ? 0 : 'MFA code for default (alice, 111122223333): '.length;
    const terminal = at(`stty cols ${columns}; ${captured}`);
    await terminal.until(besides ? prompt : /3333\):\s?\r?\n/);
    terminal.press('9'.repeat(columns + 20));
    terminal.press('\u0015');
    const code = place.sts.freshCode(serial);
    terminal.press(`${code}\r`);
    const shown = await terminal.until(/\r\n/);
    const [stars = '', erased = ''] = /^(\*+)((?:\x08 \x08)+)\*{6}\r\n$/.exec(shown)?.slice(1) ?? [];
    expect(stars).toHaveLength(columns - 1 - besides);
    expect(erased).toHaveLength(3 * stars.length);
    await ends(terminal, 0);
    expect(codesSent()).toEqual([code]);
  },
);

test('C4.2: a wrong code, then the right one', async () => {
  const terminal = at(captured);
  await terminal.until(prompt);
  terminal.line('000000');
  await terminal.until('wrong code: 2 tries left');
  await terminal.until(prompt);
  terminal.line(place.sts.freshCode(serial));
  await ends(terminal, 0);
  expect(codesSent()).toHaveLength(2);
});

test('C4.2: a malformed one is not sent, and may be tried again', async () => {
  const terminal = at(captured);
  await terminal.until(prompt);
  terminal.line('12345');
  await terminal.until('5 digits');
  await terminal.until(prompt);
  terminal.line(place.sts.freshCode(serial));
  await ends(terminal, 0);
  expect(codesSent()).toHaveLength(1);
});

test('C4.2: what is no code costs no try', async () => {
  const terminal = at(captured);
  for (const typed of ['', '12345', '', 'abc', '1234567']) {
    await terminal.until(prompt);
    terminal.line(typed);
  }
  await terminal.until(prompt);
  terminal.line(place.sts.freshCode(serial));
  await ends(terminal, 0);
  expect(codesSent()).toHaveLength(1);
});

test('C4.2: three tries, and no more', async () => {
  const terminal = at(captured);
  for (const code of ['000000', '111111', '222222']) {
    await terminal.until(prompt);
    terminal.line(code);
  }
  await ends(terminal, 1);
  expect(codesSent()).toEqual(['000000', '111111', '222222']);
  expect(file('out')).toBe('(exit 1);\n');
});

test.each([
  ['Ctrl-C', '\u0003'],
  ['Ctrl-D', '\u0004'],
])('C4.2: %s gives 130, a sane terminal, and nothing sent', async (_, key) => {
  const terminal = at(captured);
  await terminal.until(prompt);
  terminal.press('12');
  await terminal.until('**');
  terminal.press(key);
  await ends(terminal, 130);
  expect(file('out')).toBe('(exit 130);\n');
  expect(file('err')).toMatch(/^mfa-env: cancelled\n/);
  expect(place.sts.requests).toEqual([]);
  expect(() => place.cached().filter((name) => !name.endsWith('.lock'))).not.toThrow();
});

test('C4.2: while STS is slow, Ctrl-C still ends it', async () => {
  place.sts.fault({ kind: 'hang' });
  const terminal = at(`trap : INT; ${captured}`);
  await terminal.until(prompt);
  terminal.line(place.sts.freshCode(serial));
  while (place.sts.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  terminal.press('\u0003');
  await ends(terminal, 130);
});

test('C2.10: a terminal on stdout: no secret, the code is not wasted, and what to do', async () => {
  const first = at('"$@"', [place.sts.freshCode(serial)]);
  await ends(first, 0);
  expect(first.everything()).toMatch(/default · .* · new\r\n.*eval "\$\(.*mfa-env.*\)"|authaws/);
  expect(first.everything()).not.toMatch(/AWS_S|ASIA|export/);
  const second = at('"$@" --show');
  await ends(second, 0);
  expect(second.everything()).toMatch(/export AWS_SESSION_TOKEN='/);
  expect(place.sts.requests).toHaveLength(1);
});

test('C2.10: a failure at a terminal has no shell code', async () => {
  const terminal = at('"$@"', ['-p', 'nosuch']);
  await ends(terminal, 3);
  expect(terminal.everything()).not.toContain('(exit');
});

test('C4.5: two terminals: one asks, the other waits, and both have the session', async () => {
  const one = at('"$@" >"$HOME/one"');
  await one.until(prompt);
  const other = at('"$@" >"$HOME/other"');
  await other.until(/waiting .*pts\/\d+, pid \d+/);
  one.line(place.sts.freshCode(serial));
  await ends(one, 0);
  await ends(other, 0);
  expect(exportsOf(file('other'))).toEqual(exportsOf(file('one')));
  expect(codesSent()).toHaveLength(1);
});

test('C4.5: who waits can stop, and the first is not disturbed', async () => {
  const one = at(captured);
  await one.until(prompt);
  const other = at('trap : INT; "$@" >"$HOME/other"');
  await other.until(/waiting .*pts\/\d+/);
  other.press('\u0003');
  await ends(other, 130);
  one.line(place.sts.freshCode(serial));
  await ends(one, 0);
});

test('C4.5: a holder that is killed frees the others at once', async () => {
  const one = at('"$@" >"$HOME/one"');
  await one.until(prompt);
  const other = at('"$@" >"$HOME/other"');
  const waiting = await other.until(/pid (\d+)/);
  process.kill(Number(/pid (\d+)/.exec(waiting)?.[1]), 'SIGKILL');
  await other.until(prompt);
  other.line(place.sts.freshCode(serial));
  await ends(other, 0);
});
