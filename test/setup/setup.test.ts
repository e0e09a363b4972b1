import { statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { serial } from '../command/run.ts';
import { filesOf, id, isThere, newcomer, questions, secret, type Talk } from './guided.ts';

// C8.1: `mfa-env setup` at a real terminal, from nothing to a session in each shell.

/** What a person answers who has a device. */
async function answerAll(talk: Talk, code: () => string): Promise<void> {
  await talk.answer(questions.startUp);
  await talk.paste(questions.id, id);
  await talk.paste(questions.secret, secret);
  await talk.answer(questions.name);
  await talk.answer(questions.region);
  await talk.answer(questions.device);
  await talk.answer(questions.code, `${code()}\r`);
  await talk.answer(questions.extras);
}

describe.each(['bash', 'zsh', 'fish'])('from nothing in %s', (shell) => {
  test.skipIf(!isThere(shell))('two commands, 75 keys, and a terminal with a session', async () => {
    const { sts, ...place } = await newcomer();
    const talk = place.open(shell);
    talk.type('mfa-env setup');
    await answerAll(talk, () => sts.freshCode(serial));
    const end = await talk.until(/In new terminals:\r\n {2}authaws\r\n/);
    const [, line = ''] = /In this terminal:\r\n {2}([^\r]*)\r\n/.exec(end) ?? [];
    expect(place.keys() + 2 + 1).toBeLessThanOrEqual(75); // the line is pasted
    expect(place.keys() + line.length + 1).toBeLessThanOrEqual(100);
    talk.type(line);
    await talk.until(/default · 111122223333 · .* · cached/);
    talk.type('echo "is=$AWS_ACCESS_KEY_ID"');
    await talk.until(/is=ASIA/);
    expect(place.read('.aws/credentials')).toBe(
      `[default]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`,
    );
    expect(place.read('.aws/config')).toBe(`[default]\nregion = us-east-1\nmfa_serial = ${serial}\n`);
    expect(statSync(path.join(place.home, '.aws')).mode & 0o777).toBe(0o700);
    expect(statSync(path.join(place.home, '.aws/credentials')).mode & 0o777).toBe(0o600);
    expect(talk.terminal.everything()).not.toContain(secret);

    const next = place.open(shell);
    next.type('authaws && echo "is=$AWS_ACCESS_KEY_ID"');
    await next.until(/is=ASIA/);
    await next.until(/default 1[12]h\d\dm/); // in the prompt
    expect(sts.calls('GetSessionToken')).toHaveLength(1);
  });
});

test('run again, it says that all is there, and changes nothing', async () => {
  const { sts, ...place } = await newcomer();
  const first = place.run(['setup']);
  await answerAll(first, () => sts.freshCode(serial));
  await first.until('status=0');
  const before = filesOf(place.home);
  const again = place.run(['setup']);
  await again.until(/All is set up already for profile default: alice in account 111122223333/);
  await again.until('status=0');
  expect(again.terminal.everything().split('status=')[0]?.trim().split('\r\n')).toHaveLength(3);
  expect(filesOf(place.home)).toEqual(before);
});

test('stopped at each question, it says what was done, and goes on from there', async () => {
  const { sts, ...place } = await newcomer();
  const steps: (readonly [RegExp, (talk: Talk, question: RegExp) => Promise<string>])[] = [
    [questions.startUp, (talk, question) => talk.answer(question)],
    [questions.id, (talk, question) => talk.paste(question, id)],
    [questions.secret, (talk, question) => talk.paste(question, secret)],
    [questions.name, (talk, question) => talk.answer(question)],
    [questions.region, (talk, question) => talk.answer(question)],
    [questions.device, (talk, question) => talk.answer(question)],
    [questions.code, (talk, question) => talk.answer(question, `${sts.freshCode(serial)}\r`)],
    [questions.extras, (talk, question) => talk.answer(question)],
  ];
  const order = Object.values(questions);
  const start = { [String(questions.secret)]: questions.id, [String(questions.name)]: questions.id };
  for (const [stop] of steps) {
    const talk = place.run(['setup']);
    const first = start[String(stop)] ?? stop;
    if (String(stop) === String(questions.code)) await talk.answer(/Start a session now/);
    for (const [question, act] of steps.slice(order.indexOf(first), order.indexOf(stop))) await act(talk, question);
    await talk.answer(stop, '\u0003');
    await talk.until(/to go on: mfa-env setup/);
    await talk.until('status=130');
    expect(talk.terminal.everything()).toMatch(/nothing was changed|done so far/);
    const last = place.run(['setup']);
    if (String(stop) === String(questions.code)) await last.answer(/Start a session now/);
    for (const [question, act] of steps.slice(order.indexOf(first), order.indexOf(stop) + 1)) await act(last, question);
    if (stop === questions.extras) await last.until('status=0');
    else {
      await last.until(/\u25c6/);
      last.terminal.press('\u0003');
      await last.until('status=130');
    }
  }
  const end = place.run(['setup']);
  await end.until(/All is set up already/);
  expect(sts.calls('GetSessionToken')).toHaveLength(1);
});
