import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { entryFile, userKey } from '../../src/cache/keys.ts';
import type { Context } from '../../src/context.ts';
import { foresee } from '../../src/session/recall.ts';
import type { ResolvedConfig } from '../../src/session/resolved-config.ts';
import { newFolder } from '../fs/folder.ts';
import { config, contextOf, findAndRemember, keys, place, placeBoth, sessionFile, settingWithSession } from './home.ts';

// The question that comes first of all: only where it is sure to come (C4.2).

beforeAll(() => {
  vi.stubGlobal('MFA_ENV_VERSION', '0.0.0');
});

interface Known {
  resolved: ResolvedConfig;
  context: Context;
}

/** A home where a command line led to a session of three hours. */
async function answered(argv: readonly string[], aws = config): Promise<Known> {
  const home = newFolder();
  placeBoth(home, aws, keys('AKIARTX3GSDS7EXAMPLE'));
  const context = contextOf(home, {});
  const resolved = await settingWithSession(argv, context, 3);
  await findAndRemember(argv, resolved, context);
  return { resolved, context };
}

const after = (context: Context, hours: number): Context => ({ ...context, now: () => hours * 3_600_000 });

test.each<[string[], string]>([
  [[], 'MFA code for default (alice, 111122223333): '],
  [['-p', 'other', '-q'], 'MFA code for other (alice, 111122223333): '],
])('%j: once the session is over, or gone, and not before', async (argv, question) => {
  const { resolved, context } = await answered(argv);
  expect(foresee(argv, after(context, 2.9))).toBeUndefined();
  expect(foresee(argv, after(context, 3))).toMatchObject({ question });
  rmSync(sessionFile(resolved));
  expect(foresee(argv, context)).toMatchObject({ question });
});

test.each<[string, (known: Known) => Record<string, string> | undefined]>([
  ['a command is asked for the code', () => ({ MFA_ENV_CODE_COMMAND: 'false' })],
  ['another profile is asked for', () => ({ AWS_PROFILE: 'other' })],
  ['a file has changed', ({ resolved }) => void place(resolved.files.config.path, config.replace('alice', 'bob'))],
  [
    'another terminal asks',
    ({ resolved: { cache, keys: own } }) =>
      void writeFileSync(`${entryFile(cache.folder ?? '', userKey(own.accessKeyId, ''))}.lock`, '{}'),
  ],
])('nothing is foreseen where %s', async (_, change) => {
  const known = await answered([]);
  const env = change(known) ?? {};
  const context = { ...after(known.context, 3), env: { ...known.context.env, ...env } };
  expect(foresee([], after(known.context, 3)) !== undefined).toBe(Object.keys(env).length > 0);
  expect(foresee([], context)).toBeUndefined();
});

test('nothing is foreseen where a session lives that signs the next call without a code', async () => {
  const argv = ['-p', 'other'];
  const { context } = await answered(argv);
  await settingWithSession([], context, 9); // the session of the user, which serves the role
  expect(foresee(argv, after(context, 4))).toBeUndefined();
  expect(foresee(argv, after(context, 9))).toBeDefined();
});

test.each<[string, string[], string]>([
  ['--cached', ['--cached'], config],
  ['mfa_process', [], config.replace('[default]\n', '[default]\nmfa_process = false\n')],
])('%s asks nobody', async (_, argv, aws) => {
  const { context } = await answered(argv, aws);
  expect(foresee(argv, after(context, 3))).toBeUndefined();
});

test('a home folder where nothing was remembered', () => {
  expect(foresee([], contextOf(path.join(newFolder(), 'none'), {}))).toBeUndefined();
});
