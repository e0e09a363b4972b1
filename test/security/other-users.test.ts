import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makePlace, type Place, serial } from '../command/run.ts';
import { isInstalled } from '../shell/shells.ts';

// C5.1, C8, C9, C11: whatever the umask, no other user can open what a command makes, not even for a moment. Files that
// were there keep their mode.

let place: Place;
beforeEach(async () => {
  place = await makePlace();
  const role = 'source_profile = default\nrole_arn = arn:aws:iam::111122223333:role/admin\n';
  place.write('.aws/config', `[default]\nregion = eu-central-1\nmfa_serial = ${serial}\n[profile role]\n${role}`);
});
afterEach(() => place.end());

/** All below the home folder, with its mode: `700 .cache`. */
const modes = (): string[] =>
  readdirSync(place.home, { recursive: true, encoding: 'utf8' }).map((name) => {
    const { mode } = lstatSync(path.join(place.home, name));
    return `${(mode & 0o777).toString(8)} ${name}`;
  });

const closed = /^[67]00 /;

test.skipIf(!isInstalled('strace') && process.env.CI !== 'true').each<[string, string[]]>([
  ['a session', ['-']],
  ['a session that is written into the credentials file', ['-', '-w', 'target']],
  ['exec --live', ['exec', '--live', 'role', '--', 'true']],
  ['exec --read-only', ['exec', 'role', '--read-only', '--', 'true']],
  ['setup', ['setup', '--yes']],
  ['rotate', ['rotate', '--yes']],
])('%s (needs strace)', async (_, words) => {
  if (words[0] !== '-') await place.begin();
  const before = modes();
  const log = path.join(place.dir, 'made');
  const line = `umask 000; exec strace -f -qq -y -e trace=open,openat,creat,mkdir,mkdirat,chmod,fchmod -o '${log}' "$@"`;
  const env = { SHELL: '/bin/bash' };
  const { status } = await place.sh(line, words, { stdin: `${place.sts.freshCode(serial)}\n`, env });
  expect(status).toBe(0);
  expect(modes().filter((one) => !before.includes(one) && !closed.test(one))).toEqual([]);
  const made = readFileSync(log, 'utf8')
    .split('\n')
    .filter((call) => call.includes(place.home) && /O_CREAT|mkdir|chmod/.test(call))
    .flatMap((call) => /, 0(\d+)\) += \d/.exec(call)?.[1] ?? []);
  expect(made.length).toBeGreaterThan(0);
  expect(made.filter((mode) => !closed.test(`${mode} `))).toEqual([]);
});
