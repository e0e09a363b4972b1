import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { some } from '../proof/runs.ts';
import { makeRealPlace, type RealPlace } from './real.ts';
import { bashAndZsh, inEach, isInstalled, isPosix, load, raw, type Shell, tell, withFunctions } from './shells.ts';

// `authaws --clear` does what `mfa-env --clear` prints, with builtins alone: C2.4.

let place: RealPlace;
let bare: string;
beforeAll(async () => {
  place = await makeRealPlace();
  bare = path.join(place.dir, 'bare');
  mkdirSync(bare);
  symlinkSync('/usr/bin/env', path.join(bare, 'env'));
});
afterAll(() => place.end());

const odd = 'it\'s $(touch pwn) `x` \\ "q" \n é (a b) *';
const session = {
  AWS_ACCESS_KEY_ID: 'ASIA1',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'token',
  AWS_CREDENTIAL_EXPIRATION: '2030-01-01T00:00:00Z',
  MFA_ENV_PROFILE: 'acme',
  MFA_ENV_EXPIRES: '1893456000',
};
const regions = (ours: string, theirs = ours): Record<string, string> => ({
  AWS_REGION: ours,
  AWS_DEFAULT_REGION: theirs,
  MFA_ENV_REGION: 'eu-west-1',
});

const environments: [string, Record<string, string>][] = [
  ['nothing', {}],
  [
    'keys of one’s own',
    { AWS_ACCESS_KEY_ID: 'AKIA1', AWS_SECRET_ACCESS_KEY: 'x', AWS_PROFILE: 'mine', AWS_REGION: 'r' },
  ],
  [
    'an account of one’s own, and what a session leaves alone',
    { AWS_ACCOUNT_ID: '111122223333', AWS_CONFIG_FILE: '/c', MFA_ENV_WAS_AWS_ACCOUNT_ID: 'x' },
  ],
  ['an empty old variable', { AWS_SECURITY_TOKEN: '' }],
  ['a session', session],
  ['a session with a region of ours', { ...session, ...regions('eu-west-1') }],
  ['a session, and regions that were changed since', { ...session, ...regions('us-east-1') }],
  ['a session, and one region that was changed since', { ...session, ...regions('eu-west-1', 'us-east-1') }],
  ['a session, and regions that were taken away since', { ...session, MFA_ENV_REGION: 'eu-west-1' }],
  ['a session, and regions of one’s own', { ...session, AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: '' }],
  ['a session, and an account that was set since', { ...session, AWS_ACCOUNT_ID: '111122223333' }],
  ['an empty region', { ...session, AWS_REGION: '', MFA_ENV_REGION: '', MFA_ENV_WAS_AWS_REGION: odd }],
  [
    'all that was there before',
    {
      ...session,
      ...regions('eu-west-1'),
      MFA_ENV_WAS_AWS_ACCESS_KEY_ID: 'AKIA1',
      MFA_ENV_WAS_AWS_SECRET_ACCESS_KEY: odd,
      MFA_ENV_WAS_AWS_SESSION_TOKEN: '',
      MFA_ENV_WAS_AWS_SECURITY_TOKEN: '-n',
      MFA_ENV_WAS_AWS_PROFILE: 'a=b',
      MFA_ENV_WAS_AWS_DEFAULT_PROFILE: ' two  blanks ',
      MFA_ENV_WAS_AWS_ACCOUNT_ID: '111122223333',
      MFA_ENV_WAS_AWS_CREDENTIAL_EXPIRATION: '2029-01-01T00:00:00Z',
      MFA_ENV_WAS_AWS_SESSION_EXPIRATION: ' ',
      MFA_ENV_WAS_AWS_REGION: 'r\n',
      MFA_ENV_WAS_AWS_DEFAULT_REGION: '\\',
      MFA_ENV_WAS_OTHER: 'stays',
    },
  ],
];

const comparable = (env: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter(([name]) => /^(AWS|MFA)_/.test(name)));

inEach(withFunctions, (shell) => {
  test.each(environments)('C2.4: the same as mfa-env --clear: %s', async (name, env) => {
    const from = environments.findIndex(([one]) => one === name) + withFunctions.indexOf(shell);
    for (const words of some(['--clear', '--clear -q', 'clear', '--quiet clear'], 4, from)) {
      const line = raw(shell, `mfa-env --shell ${shell.speaks} ${words}`);
      const printed = await place.told(shell, `${line}\n${tell(shell)}`, { env });
      const done = await place.told(shell, `${load(shell)}\nauthaws ${words}\n${tell(shell)}`, { env });
      expect(comparable(done.env)).toEqual(comparable(printed.env));
      for (const name of ['said', 'output', 'stderr'] as const) expect(done[name]).toBe(printed[name]);
    }
    expect(existsSync(path.join(place.dir, 'pwn'))).toBe(false);
  });

  test.each(['--clear', 'clear'])(
    'C2.4: %s works without mfa-env, node and all else that PATH leads to',
    async (word) => {
      const script = `${load(shell)}\n${isPosix(shell) ? `PATH=${bare}` : `set -gx PATH ${bare}`}\nauthaws ${word}\n${tell(shell)}`;
      const { said, env, stderr } = await place.told(shell, script, { env: session });
      expect({ said, env: comparable(env), stderr }).toEqual({
        said: 0,
        env: { AWS_ENDPOINT_URL_STS: place.sts.url },
        stderr: expect.stringMatching(/^.*cleared\n$/),
      });
    },
  );

  test('C2.4: with any other word mfa-env decides', async () => {
    const { said, stderr } = await place.told(shell, `${load(shell)}\nauthaws --clear 123456\n${tell(shell)}`);
    expect(said).toBe(2);
    expect(stderr).toContain('--clear');
  });

  test.each([
    ['MFA_ENV_CACHE_DIR', 'cache', ''],
    ['XDG_CACHE_HOME', 'xdg', '/mfa-env'],
    ['HOME', 'house', '/.cache/mfa-env'],
  ])('C1: the note for status is emptied, where %s says; and no link is followed', async (name, value, below) => {
    const base = path.join(place.dir, `${value}-${withFunctions.indexOf(shell)}`);
    const folder = `${base}${below}`;
    mkdirSync(folder, { recursive: true });
    const pid = isPosix(shell) ? '$$' : '$fish_pid';
    const script = `${load(shell)}
echo note >${folder}/shell-${pid}.json; authaws --clear -q; cp ${folder}/shell-${pid}.json ${base}.after
rm ${folder}/shell-${pid}.json; echo note >${base}.other; ln -s ${base}.other ${folder}/shell-${pid}.json
authaws --clear -q; rm ${folder}/shell-${pid}.json; authaws --clear -q; ls ${folder}`;
    const { stdout, stderr } = await place.run(shell, script, { env: { ...session, [name]: base } });
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
    expect(readFileSync(`${base}.after`, 'utf8')).toBe('');
    expect(readFileSync(`${base}.other`, 'utf8')).toBe('note\n');
  });

  test.runIf(process.getuid?.() === 0)(
    'in a folder of another user’s nothing is emptied: it may be a hard link',
    async () => {
      const folder = path.join(place.dir, `theirs-${withFunctions.indexOf(shell)}`);
      mkdirSync(folder);
      chownSync(folder, 65534, 65534);
      const note = `${folder}/shell-${isPosix(shell) ? '$$' : '$fish_pid'}.json`;
      const script = `${load(shell)}\necho diary >${place.dir}/diary; ln ${place.dir}/diary ${note}; authaws --clear -q; cat ${note}`;
      const env = { ...session, MFA_ENV_CACHE_DIR: folder };
      expect(await place.run(shell, script, { env })).toEqual({ status: 0, stdout: 'diary\n', stderr: '' });
      rmSync(`${place.dir}/diary`);
    },
  );
});

inEach(bashAndZsh, (shell) => {
  test.each(['set -euo pipefail', 'set -o noclobber', 'set -f', 'set -k', 'set -x', "IFS='_A='"])(
    'C2.7: after %s',
    async (setting) => {
      const script = `${load(shell)}\n${setting}\nauthaws --clear -q\nset +xk\n${tell(shell)}`;
      const env = { ...session, MFA_ENV_WAS_AWS_PROFILE: odd };
      const { said, env: after, stderr } = await place.told(shell, script, { env });
      expect({ said, profile: after.AWS_PROFILE, token: after.AWS_SESSION_TOKEN }).toEqual({
        said: 0,
        profile: odd,
        token: undefined,
      });
      expect(stderr).not.toContain('touch pwn');
    },
  );

  test('48: a readonly variable: a status, nothing is put back, and the script goes on', async () => {
    const script = `${load(shell)}\nreadonly AWS_SESSION_TOKEN\nauthaws --clear\n${tell(shell)}`;
    const { said, env } = await place.told(shell, script, { env: { ...session, MFA_ENV_WAS_AWS_PROFILE: 'mine' } });
    expect(said).not.toBe(0);
    expect(env).not.toHaveProperty('AWS_PROFILE');
  });
});

const rbash = (shell: Shell): boolean => shell.name === 'bash' && isInstalled('rbash');

inEach(withFunctions.filter(rbash), (shell) => {
  test('in a restricted bash it works too, and so does the prompt', async () => {
    const file = path.join(place.dir, 'restricted');
    writeFileSync(file, `${load(shell)}\nset -r\nmfa_env_prompt\nauthaws --clear\nmfa_env_prompt\n`);
    const restricted = { ...shell, command: [shell.command[0], '--norc'] as [string, ...string[]] };
    const { stdout, stderr } = await place.run(restricted, readFileSync(file, 'utf8'), { env: session });
    expect(stdout).toMatch(/^acme \d+h\d\dm$/);
    expect(stderr).toBe('session cleared\n');
  });
});
