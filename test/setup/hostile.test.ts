import path from 'node:path';
import { expect, test } from 'vitest';
import { chooseWay } from '../../src/setup/enrol/show.ts';
import { finish } from '../../src/setup/finish.ts';
import type { Guide } from '../../src/setup/guide.ts';
import { addStartUp } from '../../src/setup/new-terminals.ts';
import { nameProblem } from '../../src/setup/profile.ts';
import { asFarAs, stopped } from '../../src/setup/run-steps.ts';
import { planStartUp } from '../../src/setup/start-up/plan.ts';
import { newHome } from './start-up/home.ts';

// C6.1: what setup suggests is safe to take, whatever AWS or a file says.

test('a name that AWS gives is one word of the suggested command', async () => {
  const ask = {
    choose: async (_: unknown, choices: readonly unknown[]) => choices.length - 1,
    text: async (_: unknown, suggested = '') => suggested,
  };
  const owner = { user: '$(touch PWNED)', account: '111122223333', alias: ';id' };
  const way = await chooseWay({ ...owner, ask: ask as never, context: { env: {} } as never });
  expect(way).toEqual({ command: "pass otp insert 'aws/$(touch PWNED)@;id'" });
});

test.each([
  ['acme', 'acme'],
  ['123456', '-p 123456'],
  ['status', '-p status'],
  ['a;id', "'a;id'"],
])('the lines to type name the profile %s in words of a shell', (profile, words) => {
  const startUp = { plan: { shell: 'bash', files: [], isDone: true }, state: 'left', byHand: [] };
  const context = { env: { MFA_ENV_FUNCTIONS: '1' } };
  const none = { path: '', text: '' };
  const files = { config: none, credentials: none };
  const guide = { state: { profile }, isAsked: true, changed: ['x'], context, files, startUp } as unknown as Guide;
  expect(asFarAs(stopped(), guide, { NO_COLOR: '1' }).note).toMatch(
    new RegExp(`to go on: mfa-env setup ${words.replace(/[$()]/g, '\\$&')}\n`),
  );
  expect(finish(guide)).toContain(`  authaws ${words}\n`);
});

test('where the functions can stand nowhere, nothing is asked, and no line is written', async () => {
  const home = newHome();
  const env = { ...home.env, XDG_DATA_HOME: home.write('a file', '') };
  const plan = planStartUp('bash', env);
  const told: unknown[] = [];
  const ask = { wrong: (text: unknown) => told.push(text) }; // and no question
  const startUp = { plan, state: 'missing', byHand: [] };
  const guide = { ask, startUp, context: { env }, changed: [] } as unknown as Guide;
  expect(await addStartUp(guide)).toEqual({ startUp: 'left' });
  expect(told).toEqual([expect.stringContaining('stays as it is')]);
  expect(home.all()).toEqual({ 'a file': '' });
});

test('an update of mfa-env while setup runs: what was done is told, and the line to go on', () => {
  const folder = path.resolve(import.meta.dirname, '../../src/setup');
  const gone = Object.assign(new Error(`ENOENT: no such file, open '${folder}/shell/x'`), { code: 'ENOENT' });
  const guide = { state: { profile: 'acme' }, isAsked: true, changed: ['the key is in x'] } as unknown as Guide;
  const { note, status } = asFarAs(gone, guide, { NO_COLOR: '1' });
  expect({ status, note }).toEqual({
    status: 1,
    note: expect.stringMatching(
      /install it again.*\n {2}done so far:\n {4}the key .*\n {2}to go on: mfa-env setup acme\n/,
    ),
  });
  const other = Object.assign(new Error('ENOENT: /elsewhere'), { code: 'ENOENT' });
  expect(() => asFarAs(other, guide, {})).toThrow(other);
});

test.each([
  ['acme', undefined],
  ['111122223333', undefined],
  ['123456', /code/],
  ['12', /code/],
  ['help', /command/],
  ['status', /command/],
  ['--help', /letters/],
  ['a]b', /letters/],
  ['a\nb', /letters/],
])('a new profile by the name %j', (name, problem) => {
  if (problem) expect(nameProblem(name)).toMatch(problem);
  else expect(nameProblem(name)).toBeUndefined();
});
