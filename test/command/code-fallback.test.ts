import { afterEach, beforeEach, expect, test } from 'vitest';
import { at } from './at.ts';
import { makePlace, type Place, serial } from './run.ts';

// Where a command for codes fails, somebody at the terminal is asked: C4.1.

let place: Place;
beforeEach(async () => {
  place = await makePlace();
});
afterEach(() => place.end());

test.each([
  ['fails', 'exit 3', 'failed (3)'],
  ['prints no code', 'echo hunter2', 'the command for codes printed no code: the code is not six digits'],
])('a command that %s: told in one line, and the person is asked', async (_, command, why) => {
  const terminal = at(place, '"$@" >/dev/null </dev/null', [], { MFA_ENV_CODE_COMMAND: command });
  await terminal.until(why);
  await terminal.until('MFA code for default');
  terminal.line('000000');
  await terminal.until('wrong code: 2 tries left');
  terminal.line(place.sts.freshCode(serial));
  await terminal.until('status=0');
  expect(terminal.everything().split(why)).toHaveLength(2);
  expect(terminal.everything()).not.toContain('hunter2');
  expect(place.sts.calls('GetSessionToken')).toHaveLength(2);
});

test('without a terminal it is an error, as before', async () => {
  expect(await place.run([], { env: { MFA_ENV_CODE_COMMAND: 'exit 3' } })).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('failed (3)'),
  });
});
