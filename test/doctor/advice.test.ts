import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { examine } from '../../src/doctor/report.ts';
import { start } from '../command/run.ts';
import { type Changes, facts, known, pair, sessionPair } from './healthy.ts';

// Every advice line can be pasted whole: no shell runs any part of the names in it.

const name = `x'; echo PWNED; (echo PWNED) $(echo PWNED) \`echo PWNED\` "`;
const config = `[profile ${name}]\nregion = eu-west-1\n`;
const keys = `[${name}]\n${pair}`;
const two = `${keys}[zulu]\n${pair}`;
const nearest = { path: `/home/alice/${name}`, kind: 'folder', uid: 1000, mode: 0o700, writable: true } as const;

const situations: Changes[] = [
  { config, credentials: two },
  { config, credentials: two, env: { MFA_ENV_FUNCTIONS: undefined } },
  { config: `${config}source_profile = default\n` },
  { config: `${config}credential_process = gone\n`, missingPrograms: ['gone'] },
  { config: `${config}mfa_serial = arn:aws:iam::111122223333:user/alice\n` },
  { config: `[${name}]\nregion = x\n` },
  { credentials: `[profile ${name}]\n${pair}` },
  { credentials: `${keys}[${name}-mfa]\n${sessionPair}`, profile: `${name}-mfa` },
  { credentials: `[default]\n${pair}[${name}]\n${sessionPair}`, profile: name },
  { credentials: `[default]\n${pair}[${name}]\naws_access_key_id = A\n` },
  { config: '', credentials: keys, profile: name, env: { AWS_REGION: undefined } },
  { key: { owner: name, refused: 'unknown-key' } },
  { key: { owner: name, refused: 'wrong-secret' } },
  { key: { ...known, owner: name, devices: undefined, device: undefined } },
  { key: { ...known, owner: name, devices: ['arn:aws:iam::111122223333:mfa/b'] } },
  { key: { ...known, owner: name, disabledRegion: 'ap-east-1' } },
  {
    session: { state: 'refused' },
    config,
    credentials: keys,
    env: {
      MFA_ENV_PROFILE: name,
      MFA_ENV_EXPIRES: '9999999999',
      AWS_ACCESS_KEY_ID: 'ASIA',
      AWS_SECRET_ACCESS_KEY: 's',
      AWS_SESSION_TOKEN: 't',
    },
  },
  { cache: { folder: nearest.path, nearest: { ...nearest, mode: 0o777 } } },
  { cache: { folder: nearest.path, nearest: { ...nearest, uid: 0 } } },
  { cache: { folder: nearest.path, nearest: { ...nearest, kind: 'other' } } },
  { cache: { folder: nearest.path, nearest: { ...nearest, mode: 0o500, writable: false } } },
  { cache: { folder: nearest.path, nearest, problem: 'x' } },
  { env: { MFA_ENV_FUNCTIONS: undefined }, startUpFiles: [{ path: `/nonexistent/${name}`, loads: false }] },
  { programs: ['/a', `/${name}`].map((folder) => ({ path: `${folder}/mfa-env`, target: folder })) },
];

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'mfa-env-advice-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const flags = { bash: ['--norc'], zsh: ['-f'], fish: ['--no-config'], dash: [] } as const;

test.each(Object.keys(flags) as (keyof typeof flags)[])('pasted into %s', async (shell) => {
  const has = await start(['/bin/sh', '-c', `command -v ${shell}`], { env: { PATH: process.env.PATH } });
  if (has.status !== 0) return expect(process.env.CI, `${shell} is needed`).not.toBe('true');
  const found = situations.flatMap((changes) => {
    const { findings } = examine(facts({ ...changes, shell: shell === 'dash' ? 'posix' : shell }));
    expect(findings, JSON.stringify(changes)).not.toEqual([]);
    return findings.map(({ advice }) => advice);
  });
  expect(found.length).toBeGreaterThan(20);
  for (const advice of found) {
    // The empty PATH leaves only builtins to run.
    const env = { PATH: '/nonexistent', HOME: dir };
    const { stdout } = await start([has.stdout.trim(), ...flags[shell], '-c', advice], { env, cwd: dir });
    expect(stdout.split('\n'), advice).not.toContain('PWNED');
  }
  const behind = found.filter((advice) => / {3}\(/.test(advice));
  expect(behind).toEqual([]);
});
