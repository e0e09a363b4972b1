import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runs } from '../proof/runs.ts';
import type { Terminal } from '../shell/terminal.ts';
import { at, calls, roleArn } from './at.ts';
import { exportsOf, makePlace, type Outcome, type Place, serial } from './run.ts';

// Where many want a code at once, one asks and all have the session: C4.5.

const prompt = 'MFA code for default';
const many = runs(20);

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

function open(line = '"$@"', words: readonly string[] = []): Terminal {
  const terminal = at(place, `${line} >"$HOME/out-${terminals.length}"`, words);
  terminals.push(terminal);
  return terminal;
}

/** Starts processes that have no terminal to ask on. */
const waiters = (count: number, words: readonly string[] = []): Promise<Outcome>[] =>
  Array.from({ length: count }, () => place.run(words));

const keyIdOf = (code: string): string | undefined => exportsOf(code).AWS_ACCESS_KEY_ID;
const keyIdIn = (terminal: number): string | undefined =>
  keyIdOf(readFileSync(path.join(place.home, `out-${terminal}`), 'utf8'));

test(`one asks, ${many - 1} wait without a terminal, and all have the session`, async () => {
  const asker = open();
  await asker.until(prompt);
  const waiting = waiters(many - 1);
  await setTimeout(500); // some of them wait by now, others come later: it must not matter
  asker.line(place.sts.freshCode(serial));
  await asker.until('status=0');
  const outcomes = await Promise.all(waiting);
  expect(outcomes.map(({ status }) => status)).toEqual(Array(many - 1).fill(0));
  expect(new Set([keyIdIn(0), ...outcomes.map(({ stdout }) => keyIdOf(stdout))]).size).toBe(1);
  for (const { stderr } of outcomes)
    expect(stderr).toMatch(/^(mfa-env: waiting .*pts\/\d+, pid \d+.*3m.*\n)?default · .* · cached\n$/);
  expect(calls(place)).toEqual(['GetSessionToken! ok']);
});

test(`${many} terminals at once: one prompt`, { timeout: 60_000 }, async () => {
  for (let number = 0; number < many; number++) open();
  const asker = await Promise.race(terminals.map((terminal) => terminal.until(prompt).then(() => terminal)));
  const others = terminals.filter((terminal) => terminal !== asker);
  await Promise.all(others.map((terminal) => seen(terminal, /waiting .*pts\/\d+, pid \d+/)));
  asker.line(place.sts.freshCode(serial));
  await Promise.all(terminals.map((terminal) => seen(terminal, 'status=0')));
  expect(terminals.filter((terminal) => terminal.everything().includes(prompt))).toEqual([asker]);
  expect(new Set(terminals.map((_, number) => keyIdIn(number))).size).toBe(1);
  expect(calls(place)).toEqual(['GetSessionToken! ok']);
});

/** As `until`, for terminals of which another `until` still waits. */
async function seen(terminal: Terminal, wanted: RegExp | string): Promise<void> {
  while (terminal.everything().search(wanted) === -1) await setTimeout(10);
}

test('processes that come while the session is just being made never ask again', { timeout: 60_000 }, async () => {
  const asked = path.join(place.home, 'asked');
  const rounds = runs(4);
  for (let round = 0; round < rounds; round++) {
    await place.run(['logout']);
    const env = { MFA_ENV_CODE_COMMAND: `echo x >>"${asked}"; echo ${place.sts.freshCode(serial)}` };
    const running: Promise<Outcome>[] = [];
    for (let number = 0; number < 14; number++) {
      running.push(place.run(['-q'], { env }));
      await setTimeout(12);
    }
    const outcomes = await Promise.all(running);
    expect(outcomes.filter(({ status }) => status !== 0)).toEqual([]);
    expect(new Set(outcomes.map(({ stdout }) => keyIdOf(stdout))).size).toBe(1);
    expect(readFileSync(asked, 'utf8')).toBe('x\n'.repeat(round + 1));
  }
  expect(place.sts.calls('GetSessionToken')).toHaveLength(rounds);
});

test('one code for six roles that are wanted at once', async () => {
  const names = ['r1', 'r2', 'r3', 'r4', 'r5', 'r6'];
  const role = (name: string): string =>
    `[profile ${name}]\nrole_arn = ${roleArn('readonly')}\nrole_session_name = ${name}\nsource_profile = default\n`;
  place.write('.aws/config', `[default]\nmfa_serial = ${serial}\n${names.map(role).join('')}`);
  const asker = open('"$@"', ['-p', 'r1']);
  await asker.until('MFA code for r1');
  const waiting = names.slice(1).flatMap((name) => waiters(1, ['-p', name]));
  asker.line(place.sts.freshCode(serial));
  await asker.until('status=0');
  const outcomes = await Promise.all(waiting);
  expect(outcomes.map(({ status }) => status)).toEqual([0, 0, 0, 0, 0]);
  expect(place.sts.calls('GetSessionToken')).toHaveLength(1);
  const names6 = place.sts.calls('AssumeRole').map(({ parameters }) => parameters.RoleSessionName);
  expect(names6.sort()).toEqual(names);
});

test('an asker that is killed frees the rest: one of them asks', async () => {
  const first = open();
  await first.until(prompt);
  const others = [open(), open(), open()];
  const waiting = waiters(3);
  await Promise.all(others.map((terminal) => seen(terminal, /waiting .*pts\/\d+/)));
  const [, pid] = /pid (\d+)/.exec(others[0]?.everything() ?? '') ?? [];
  process.kill(Number(pid), 'SIGKILL');
  const second = await Promise.race(others.map((terminal) => terminal.until(prompt).then(() => terminal)));
  second.line(place.sts.freshCode(serial));
  await Promise.all(others.map((terminal) => seen(terminal, 'status=0')));
  // Those without a terminal either got the session, or came to the turn and could not ask.
  for (const { status } of await Promise.all(waiting)) expect([0, 2]).toContain(status);
  expect(place.sts.calls('GetSessionToken')).toHaveLength(1);
  expect(place.cached().filter((name) => name.includes('lock'))).toEqual([]);
});

test('an asker that gives up with Ctrl-C frees the rest too', async () => {
  const first = open();
  await first.until(prompt);
  const second = open();
  await second.until(/waiting .*pts\/\d+/);
  first.press('\u0003');
  await first.until('status=130');
  await second.until(prompt);
  second.line(place.sts.freshCode(serial));
  await second.until('status=0');
});

test('a waiter that is stopped: 130 for SIGINT, and the others go on', async () => {
  const asker = open();
  await asker.until(prompt);
  const line = '"$@" & sleep 1; kill -INT $!; wait $!';
  const { status, stdout, stderr } = await place.sh(`set -m; ${line}`, []);
  expect({ status, stdout }).toEqual({ status: 130, stdout: '(exit 130);\n' });
  expect(stderr).toMatch(/waiting .*\nmfa-env: cancelled\n/);
  const [waiting] = waiters(1);
  asker.line(place.sts.freshCode(serial));
  await asker.until('status=0');
  expect(await waiting).toMatchObject({ status: 0 });
});

test('--refresh waits for its turn, and then asks for a code of its own', async () => {
  const asker = open();
  await asker.until(prompt);
  const other = open('"$@"', ['--refresh']);
  await other.until(/waiting .*pts\/\d+/);
  asker.line(place.sts.freshCode(serial));
  await asker.until('status=0');
  await other.until(prompt);
  other.line(place.sts.freshCode(serial));
  await other.until('status=0');
  expect(keyIdIn(0)).not.toBe(keyIdIn(1));
});
