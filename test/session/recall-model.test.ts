import path from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, test, vi } from 'vitest';
import { getSession } from '../../src/session/get-session.ts';
import { recall } from '../../src/session/recall.ts';
import { resolveConfig, sessionRequest } from '../../src/session/resolve.ts';
import { newFolder } from '../fs/folder.ts';
import { runs } from '../proof/runs.ts';
import {
  config,
  contextOf,
  device,
  findAndRemember,
  keys,
  optionsOf,
  place,
  placeBoth,
  role,
  settingWithSession,
} from './home.ts';

// The short way and the long way to a cached session, through days of random changes: where the short one answers, it
// answers the same.

beforeAll(() => {
  vi.stubGlobal('MFA_ENV_VERSION', '0.0.0');
});

const configs = [
  config,
  `[default]\nmfa_serial = ${device('bob')}\nregion = eu-west-2\n[profile other]\n${role}duration_seconds = 7200\n`,
  `[default]\nmfa_serial = ${device('alice')}\n`,
  '[profile broken\n',
];
const withToken = `${keys('AKIARTX3GSDS7EXAMPLE')}aws_session_token = x`;
const credentials = [keys('AKIARTX3GSDS7EXAMPLE'), keys('AKIARTX3GSDSZEXAMPLE'), '', withToken];
const commandLines = [[], ['-p', 'other'], ['-s', 'fish', '-q'], ['-f', 'json'], ['-d', '2h'], ['--min-ttl', '2h']];
const environments = [
  {},
  { AWS_PROFILE: 'other' },
  { AWS_REGION: 'ap-south-1' },
  { AWS_MFA_SERIAL: device('carol') },
  { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
];

interface Step {
  /** A new text, now and then. */
  config: string | undefined;
  credentials: string | undefined;
  argv: readonly string[];
  env: Record<string, string>;
  hours: number;
}

const rarely = (texts: string[]): fc.Arbitrary<string | undefined> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constantFrom(...texts) });

/** Steps among few command lines and environments, so that most come again. */
const day: fc.Arbitrary<Step[]> = fc
  .tuple(
    fc.subarray(commandLines, { minLength: 1, maxLength: 2 }),
    fc.subarray<Record<string, string>>(environments, { minLength: 1, maxLength: 2 }),
  )
  .chain(([argvs, envs]) =>
    fc.array(
      fc.record({
        config: rarely(configs),
        credentials: rarely(credentials),
        argv: fc.constantFrom(...argvs),
        env: fc.constantFrom(...envs),
        hours: fc.constantFrom(1, 3),
      }),
      { minLength: 2, maxLength: 10 },
    ),
  );

test('recall gives what the long way finds', async () => {
  let recalled = 0;
  const take = async (home: string, { argv, env, hours }: Step): Promise<void> => {
    const context = contextOf(home, env);
    const isWhole = await resolveConfig(sessionRequest(optionsOf(argv)), context).then(
      () => true,
      () => false,
    );
    if (!isWhole) return expect(await recall(argv, context)).toBeUndefined();
    const resolved = await settingWithSession(argv, context, hours);
    const known = await recall(argv, context);
    const outcome = (await getSession(resolved, context).catch(() => undefined))?.outcome;
    if (known) {
      recalled++;
      expect(known).toEqual({ options: optionsOf(argv), outcome });
    }
    if (!outcome) return;
    await findAndRemember(argv, resolved, context);
    expect((await recall(argv, context))?.outcome).toEqual(outcome);
  };
  await fc.assert(
    fc.asyncProperty(day, async (steps) => {
      const home = newFolder();
      placeBoth(home, configs[0] ?? '', credentials[0] ?? '');
      for (const now of steps) {
        if (now.config !== undefined) place(path.join(home, '.aws/config'), now.config);
        if (now.credentials !== undefined) place(path.join(home, '.aws/credentials'), now.credentials);
        await take(home, now);
      }
    }),
    { numRuns: runs(80) },
  );
  expect(recalled).toBeGreaterThan(runs(10));
});
