import { chmodSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { entryFile, liveFile, userKey } from '../../src/cache/keys.ts';
import type { Context } from '../../src/context.ts';
import type { Outcome } from '../../src/session/get-session.ts';
import { question, recall } from '../../src/session/recall.ts';
import { resolveConfig, sessionRequest } from '../../src/session/resolve.ts';
import type { ResolvedConfig } from '../../src/session/resolved-config.ts';
import { newFolder } from '../fs/folder.ts';
import {
  config,
  contextOf,
  device,
  findAndRemember,
  keys,
  place,
  placeBoth,
  sessionFile,
  settingWithSession,
  type Variables,
} from './home.ts';

// The short way to a cached session, and each thing that it has to notice.

beforeAll(() => {
  vi.stubGlobal('MFA_ENV_VERSION', '0.0.0');
});

interface Known {
  home: string;
  context: Context;
  resolved: ResolvedConfig;
  outcome: Outcome;
}

/** A home where a command line has been answered once. */
async function answered(env: Variables = {}, argv: readonly string[] = [], home = newFolder()): Promise<Known> {
  placeBoth(home, config, keys('AKIARTX3GSDS7EXAMPLE'));
  const context = contextOf(home, env);
  const resolved = await settingWithSession(argv, context, 3);
  const outcome = await findAndRemember(argv, resolved, context);
  expect((await recall(argv, context))?.outcome).toEqual(outcome);
  return { home, context, resolved, outcome };
}

const inSession = { MFA_ENV_EXPIRES: '1', MFA_ENV_REGION: 'eu-west-3', AWS_REGION: 'eu-west-3' };

test.each<[string, { env?: Variables; argv?: string[] }, { env?: Variables; argv?: string[] }]>([
  ['-p', {}, { argv: ['-p', 'other'] }],
  ['--region', {}, { argv: ['--region', 'eu-west-3'] }],
  ['--serial', {}, { argv: ['--serial', device('carol')] }],
  ['-d, of a role', { argv: ['-p', 'other'] }, { argv: ['-p', 'other', '-d', '2h'] }],
  ['--role-arn', {}, { argv: ['--role-arn', 'arn:aws:iam::444455556666:role/reader'] }],
  ['AWS_PROFILE', {}, { env: { AWS_PROFILE: 'other' } }],
  ['AWS_DEFAULT_PROFILE', {}, { env: { AWS_DEFAULT_PROFILE: 'other' } }],
  ['the profile of the session in the shell', {}, { env: { ...inSession, MFA_ENV_PROFILE: 'other' } }],
  ['AWS_MFA_SERIAL', {}, { env: { AWS_MFA_SERIAL: device('carol') } }],
  ['AWS_REGION', {}, { env: { AWS_REGION: 'ap-south-1' } }],
  ['AWS_DEFAULT_REGION', {}, { env: { AWS_DEFAULT_REGION: 'ap-south-1' } }],
  [
    'a region that was there before',
    { env: inSession },
    { env: { ...inSession, MFA_ENV_WAS_AWS_REGION: 'ap-south-1' } },
  ],
  ['a region that the user set since', { env: inSession }, { env: { ...inSession, AWS_REGION: 'ap-south-1' } }],
  ['keys in the environment', {}, { env: { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'x' } }],
  [
    'the secret of that key',
    { env: { AWS_ACCESS_KEY_ID: 'AKIA' } },
    { env: { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'x' } },
  ],
  [
    'a token beside them',
    { env: { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'x' } },
    { env: { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'x', AWS_SESSION_TOKEN: 'y' } },
  ],
  [
    'an old token beside them',
    { env: { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'x' } },
    { env: { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'x', AWS_SECURITY_TOKEN: 'y' } },
  ],
])('%s makes another question, since it may have another answer', async (_, first, second) => {
  const { home, outcome } = await answered(first.env, first.argv);
  const other = contextOf(home, second.env ?? {});
  expect(await recall(second.argv ?? [], other)).toBeUndefined();
  const changed = await answered(second.env, second.argv, home);
  expect(changed.outcome).not.toEqual(outcome);
  expect((await recall(second.argv ?? [], other))?.outcome).toEqual(changed.outcome);
});

test('AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE make another question, and one with a variable is not remembered', async () => {
  const { home } = await answered();
  const file = path.join(home, 'elsewhere');
  for (const env of [{ AWS_CONFIG_FILE: file }, { AWS_SHARED_CREDENTIALS_FILE: file }]) {
    expect(await recall([], contextOf(home, env))).toBeUndefined();
  }
  const context = contextOf(home, { AWS_CONFIG_FILE: '$HOME/.aws/config' });
  await findAndRemember([], await settingWithSession([], context, 3), context);
  expect(await recall([], context)).toBeUndefined();
});

test.each<[string, (known: Known) => void]>([
  ['a mode', ({ resolved }) => chmodSync(resolved.files.credentials.path, 0o640)],
  ['a content of the same length and time', ({ resolved: { files } }) => sameTime(files.credentials.path)],
  ['a file that is gone', ({ resolved }) => rmSync(resolved.files.config.path)],
  ['what is known of the user', ({ resolved }) => resolved.cache.write(userKey(resolved.keys.accessKeyId, ''), {})],
  ['a session that is gone', ({ resolved }) => rmSync(sessionFile(resolved))],
  ['a session that others can read', ({ resolved }) => chmodSync(sessionFile(resolved), 0o644)],
  ['a folder that others can write', ({ resolved }) => chmodSync(resolved.cache.folder ?? '', 0o777)],
])('nothing is recalled after a change of %s', async (_, change) => {
  const known = await answered();
  change(known);
  expect(await recall([], known.context)).toBeUndefined();
});

function sameTime(file: string): void {
  const { atime, mtime } = statSync(file);
  place(file, readFileSync(file, 'utf8').replace('AKIARTX3GSDS7', 'AKIARTX3GSDS6'));
  utimesSync(file, atime, mtime);
}

test('C4.4: nothing is recalled with too little time left, by the default or by --min-ttl', async () => {
  const argv = ['--min-ttl', '2h'];
  const { context } = await answered({}, argv);
  await findAndRemember([], await settingWithSession([], context, 3), context);
  const at = (hours: number): Context => ({ ...context, now: () => hours * 3_600_000 });
  expect(await recall([], at(2.83))).toBeDefined();
  expect(await recall([], at(2.84))).toBeUndefined(); // the last ten minutes
  expect(await recall(argv, at(0.9))).toBeDefined();
  expect(await recall(argv, at(1.1))).toBeUndefined();
});

test('nothing is remembered of files that may still change unseen', async () => {
  const home = newFolder();
  placeBoth(home, config, keys('AKIARTX3GSDS7EXAMPLE'));
  const context = contextOf(home, {});
  vi.useRealTimers();
  const { files } = await settingWithSession([], context, 3);
  const read = (now: number): void => void vi.useFakeTimers({ toFake: ['Date'], now });
  const { ctimeMs } = statSync(files.credentials.path);
  const take = async (): Promise<unknown> => {
    await findAndRemember([], await resolveConfig(sessionRequest({}), context), context);
    return recall([], context);
  };
  read(ctimeMs + 1000);
  expect(await take()).toBeUndefined();
  read(ctimeMs + 3000);
  expect(await take()).toBeDefined();
});

test('nothing is recalled where another file, with an old time, replaced the one that was read', async () => {
  const home = newFolder();
  placeBoth(home, config.replace('eu-west-1', 'us-west-2'), keys('AKIARTX3GSDSZEXAMPLE'));
  renameSync(path.join(home, '.aws'), path.join(home, 'other'));
  placeBoth(home, config, keys('AKIARTX3GSDS7EXAMPLE'));
  const context = contextOf(home, {});
  const resolved = await settingWithSession([], context, 3);
  renameSync(path.join(home, '.aws'), path.join(home, 'first'));
  renameSync(path.join(home, 'other'), path.join(home, '.aws'));
  await findAndRemember([], resolved, context);
  expect(await recall([], context)).toBeUndefined();
});

test.each<[string, (answer: Record<string, unknown>) => void]>([
  ['a shell that is none', (answer) => Object.assign(answer.options as object, { shell: '__proto__' })],
  ['a format that is none', (answer) => Object.assign(answer.options as object, { format: 'xml' })],
  ['a format that is no text', (answer) => Object.assign(answer.options as object, { format: { toString: 1 } })],
  ['a profile that is no text', (answer) => Object.assign(answer.options as object, { profile: true })],
  ['a profile to type that is no text', (answer) => Object.assign(answer.options as object, { profile: {} })],
  ['no options', (answer) => delete answer.options],
  ['options that are null', (answer) => Object.assign(answer, { options: null })],
  ['a region that is none', (answer) => Object.assign(answer, { region: 5 })],
  ['a region that no shell holds', (answer) => Object.assign(answer, { region: 'a\0b' })],
  ['a region of two lines', (answer) => Object.assign(answer, { region: 'a\rb' })],
  ['no least time', (answer) => delete answer.minTtl],
  ['a least time that is none', (answer) => Object.assign(answer, { minTtl: 'x' })],
  ['a least time that lets an old session pass', (answer) => Object.assign(answer, { minTtl: -1 })],
  ['no files', (answer) => Object.assign(answer, { files: [] })],
  ['files that are none', (answer) => Object.assign(answer, { files: [[5], [5], [5]] })],
])('an answer with %s is not taken', async (_, spoil) => {
  const { context, resolved } = await answered();
  const file = entryFile(resolved.cache.folder ?? '', question([], context.env));
  const entry = JSON.parse(readFileSync(file, 'utf8'));
  spoil(entry.content);
  writeFileSync(file, JSON.stringify(entry), { mode: 0o600 });
  expect(await recall([], context)).toBeUndefined();
});

test('remembering writes no secret', async () => {
  const { resolved, outcome } = await answered({ AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'hush' });
  const holders = readdirSync(resolved.cache.folder ?? '')
    .map((name) => readFileSync(path.join(resolved.cache.folder ?? '', name), 'utf8'))
    .filter((text) => text.includes(outcome.session.sessionToken) || /hush|not-a-secret/.test(text));
  expect(holders).toHaveLength(1);
});

test('a session with less left than -d asks for is not recalled, because the user is told', async () => {
  const argv = ['-d', '36h'];
  const home = newFolder();
  placeBoth(home, config, keys('AKIARTX3GSDS7EXAMPLE'));
  const context = contextOf(home, {});
  await findAndRemember(argv, await settingWithSession(argv, context, 30), context);
  const after = (hours: number) => recall(argv, { ...context, now: () => hours * 3_600_000 });
  expect(after(5.9)?.outcome.fresh).toBe(false);
  expect(after(6.1)).toBeUndefined(); // less than 24 h: mfa-env says how to get 36 again
});

test('C7.2a: where what the shell functions read is gone or emptied, the long way writes it again', async () => {
  const { home, context, resolved } = await answered();
  const file = liveFile(resolved.cache.folder ?? '', 'default');
  const text = readFileSync(file, 'utf8');
  for (const spoil of [() => writeFileSync(file, ''), () => rmSync(file)]) {
    spoil();
    expect(recall([], context)).toBeUndefined();
    await findAndRemember([], await resolveConfig(sessionRequest({}), context), context);
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(recall([], context)).toBeDefined();
  }
  expect(text).toContain(`HOME=${home}\n`);
});

test.each<[string, readonly string[], Variables]>([
  ['another duration', ['-d', '11h'], {}],
  ['a region by option', ['--region', 'eu-west-3'], {}],
  ['a key in the environment', ['-p', 'default'], { AWS_ACCESS_KEY_ID: 'AKIAX' }],
])('C7.2a: %s: the shell functions get nothing to read', async (_, argv, env) => {
  const { resolved } = await answered(env, argv);
  expect(readdirSync(resolved.cache.folder ?? '').filter((name) => name.endsWith('.live'))).toEqual([]);
});
