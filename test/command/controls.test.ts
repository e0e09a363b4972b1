import { afterAll, beforeAll, expect, test } from 'vitest';
import { at } from './at.ts';
import { keyLines, makePlace, type Place, serial } from './run.ts';

// C6: names from files and answers from outside never control the terminal, whatever says them.

const ring = '\u001bPowned\u0007\u009b31m\u001b[2J\u202e\u2028\u0008';
const name = `x${ring}y`;
const config = `[default]\nmfa_serial = ${serial}\n[profile ${name}]\nmfa_serial = ${serial}${ring}\nregion = ${name}\n`;

let place: Place;
beforeAll(async () => {
  place = await makePlace();
  place.write('.aws/config', config);
  place.write('.aws/credentials', `[${name}]\n${keyLines}[default]\n${keyLines}`);
  await place.begin('-p', 'default');
});
afterAll(() => place.end());

/** All but lines and the colours that we make. */
const controlsIn = (text: string): string[] =>
  text
    .replace(/\u001b\[(?:1|2|22|3[1239])m/g, '')
    .match(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu)
    ?.filter((one) => one !== '\n') ?? [];

const cases: [string, string[], Record<string, string>][] = [
  ['status', ['status'], {}],
  ['status, of a session by that name', ['status'], { MFA_ENV_PROFILE: name, MFA_ENV_EXPIRES: '1' }],
  ['list', ['list'], {}],
  ['doctor', ['doctor'], {}],
  ['doctor of that profile', ['doctor', '-p', name], {}],
  ['doctor by AWS_PROFILE', ['doctor'], { AWS_PROFILE: name }],
  ['a session', ['-p', name, 'CODE'], {}],
  ['a profile that is not there', ['-p', `${name}z`], {}],
  ['an option', [`--${name}`], {}],
  ['a value', ['-f', name], {}],
  ['a command', ['logout', name], {}],
  ['exec', ['exec', name], {}],
  ['a trace', ['-p', 'default', 'CODE'], { MFA_ENV_DEBUG: '1', AWS_ENDPOINT_URL: `http://${name}` }],
  ['a role', ['--role-arn', name], {}],
  ['a region', ['--region', name, 'CODE'], {}],
  ['logout', ['logout', '-p', name], {}],
];

test.each(cases)('%s', async (_, words, env) => {
  for (const colour of [{ NO_COLOR: '1' }, { FORCE_COLOR: '1' }]) {
    const given = words.map((word) => (word === 'CODE' ? place.sts.freshCode(serial) : word));
    const { stdout, stderr } = await place.quick([...given], { env: { ...env, ...colour } });
    expect(controlsIn(stderr)).toEqual([]);
    if (!/^(unset|\(exit)/.test(stdout)) expect(controlsIn(stdout)).toEqual([]); // code holds each byte of a value
    expect(stdout + stderr).not.toBe('');
    if (colour.NO_COLOR) expect(stderr).not.toContain('\u001b');
  }
});

test('the question for a code', async () => {
  const terminal = at(place, '"$@" >/dev/null', ['-p', name, '--refresh'], {});
  await terminal.until('MFA code for');
  terminal.press('\u0003');
  await terminal.until('status=130');
  expect(controlsIn(terminal.everything().replace(/[\r\b]/g, ''))).toEqual([]);
  await terminal.close();
});
