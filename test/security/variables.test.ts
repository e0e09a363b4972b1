import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRealPlace, type RealPlace } from '../shell/real.ts';
import { inEach, isPosix, load, withFunctions } from '../shell/shells.ts';

// C2.6: whatever stands in a variable that mfa-env or its functions read, nothing of it is run, and none of it plays with
// the terminal. Whoever can set variables can do worse; but many come from files, containers and other machines.

let place: RealPlace;
beforeAll(async () => {
  place = await makeRealPlace();
  await place.begin();
});
afterAll(() => place.end());

const code = "a[$(touch pwn)]`touch pwn`'; touch pwn; '(touch pwn) $(touch pwn)";
const hostile = `${code}\n${code}\u001b[2J\u009b2J`;

/** Ours, those that lead to files, and those that choose what is asked of whom. */
const names = [
  ...['EXPIRES', 'PROFILE', 'REGION', 'LIMIT', 'ROLE_ARN', 'SHELL_PID', 'FUNCTIONS', 'CACHE_DIR', 'DEBUG'].map(
    (name) => `MFA_ENV_${name}`,
  ),
  ...['AWS_PROFILE', 'AWS_REGION', 'AWS_ACCESS_KEY_ID'].map((name) => `MFA_ENV_WAS_${name}`),
  ...[
    'AWS_PROFILE',
    'AWS_DEFAULT_PROFILE',
    'AWS_REGION',
    'AWS_MFA_SERIAL',
    'AWS_CONFIG_FILE',
    'AWS_CREDENTIAL_EXPIRATION',
  ],
  ...['XDG_CACHE_HOME', 'TZ'],
];

inEach(
  withFunctions.filter(({ name }) => name !== 'bash --posix'),
  (shell) => {
    const quoted = `'${hostile.replaceAll("'", "'\\''")}'`;
    const set = (name: string): string => (isPosix(shell) ? `export ${name}=${quoted}` : `set -gx ${name} ${quoted}`);
    const body = 'authaws -q </dev/null >>out 2>>err; authaws status >>out 2>>err; mfa_env_prompt >>out 2>>err';
    test('no variable', { timeout: 120_000 }, async () => {
      const each = names.map((name) =>
        isPosix(shell) ? `(${set(name)}\n${body})` : `begin; ${set(name)}\n${body}; set -e ${name}; end`,
      );
      const script = `${load(shell)}\nrm -f out err\n${each.join('\n')}\ncat out err`;
      const { stdout } = await place.run(shell, script);
      expect(stdout).toContain('touch pwn');
      expect(existsSync(path.join(place.dir, 'pwn'))).toBe(false);
      expect(stdout).not.toMatch(/[\u001b\u009b]/);
      expect(stdout).not.toMatch(/a bug in mfa-env|at .*\.cjs/);
    });
  },
);
