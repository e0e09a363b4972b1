import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, expect, test, vi } from 'vitest';
import { isSession, type Session } from '../../src/cache/entry.ts';
import { entryFile } from '../../src/cache/keys.ts';
import { openCache } from '../../src/cache/open.ts';
import { renderSession } from '../../src/commands/result.ts';
import type { Context } from '../../src/context.ts';
import { type Answer, question, type Recalled, recall } from '../../src/session/recall.ts';
import { dialects } from '../../src/shell/dialects.ts';
import { newFolder } from '../fs/folder.ts';
import { config, contextOf, findAndRemember, keys, placeBoth, settingWithSession } from '../session/home.ts';
import { isInstalled } from '../shell/shells.ts';

// Whatever stands in the place of what is recalled, it leads to a whole session or is not taken.
// It is read on every call: were anything thrown, no call would work any more.

const isTerminal = vi.hoisted(() => vi.fn<() => boolean>());
vi.mock('../../src/system/output.ts', async (original) => ({ ...(await original<object>()), isTerminal }));
beforeAll(() => {
  vi.stubGlobal('MFA_ENV_VERSION', '0.0.0');
});

interface Known {
  context: Context;
  folder: string;
  file: string;
  /** The file's text, and what is kept: two sessions, and what is none. */
  text: string;
  keys: string[];
}

/** A home where two command lines have been answered. */
async function answered(): Promise<Known> {
  const home = newFolder();
  placeBoth(home, config, keys('AKIARTX3GSDS7EXAMPLE'));
  const context = contextOf(home, {});
  const answers: string[] = [];
  let folder = '';
  for (const argv of [['-p', 'other'], []]) {
    const setting = await settingWithSession(argv, context, 3);
    await findAndRemember(argv, setting, context);
    folder = setting.cache.folder ?? '';
    answers.push(readFileSync(entryFile(folder, question(argv, context.env)), 'utf8'));
  }
  const self = question([], context.env);
  const sessions = answers.map((text) => JSON.parse(text).content.session);
  return { context, folder, file: entryFile(folder, self), text: answers[1] ?? '', keys: [...sessions, self] };
}

type Path = (string | number)[];
const paths: Path[] = [
  ...['version', 'key', 'content'].map((name) => [name]),
  ...['options', 'session', 'minTtl', 'profile', 'region', 'account', 'files', 'live'].map((name) => ['content', name]),
  ...['shell', 'format', 'profile', 'region', 'quiet', 'no-cache', 'show', 'legacy-token', 'x', '__proto__'].map(
    (name) => ['content', 'options', name],
  ),
  ...[0, 1, 2, 3].flatMap((at) => [[at], [at, 0], [at, 1], [at, 2]].map((rest) => ['content', 'files', ...rest])),
];

/** The same JSON with another value there, or none. */
function changed(value: unknown, [name, ...rest]: Path, to: unknown): unknown {
  if (name === undefined) return to;
  if (typeof value !== 'object' || value === null) return value;
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string | number, unknown>;
  const inner = changed(copy[name], rest, to);
  if (inner === undefined) delete copy[name];
  else Object.defineProperty(copy, name, { value: inner, enumerable: true, configurable: true, writable: true });
  return copy;
}

const words = ['', "a'b\\", 'a\rb', 'a\nb', '\0', '\ud800', '$(x)`y`', '—', '__proto__', 'constructor', 'none'];
const numbers = [0, -1, -1e300, 1e300, Number.MAX_SAFE_INTEGER, 1.5];
const odd = (keys: string[]): fc.Arbitrary<unknown> =>
  fc.oneof(
    fc.constantFrom<unknown>(...Object.keys(dialects), 'shell', 'json', 'env', true, false, ...keys),
    fc.constantFrom<unknown>(...words, ...numbers),
    fc.constantFrom<unknown>(undefined, null, null, {}, [], [[]], ['fish'], ['json'], { toString: 1 }, { length: 3 }),
    fc.string(),
    fc.jsonValue({ maxDepth: 2 }),
  );

/** Right in kind, whatever it says. */
const plausible = (keys: string[]): fc.Arbitrary<object> => {
  const line = fc.oneof(fc.constantFrom(...words), fc.string());
  const options = {
    shell: fc.constantFrom('fish', 'fish', ...Object.keys(dialects)),
    format: fc.constantFrom('shell', 'json', 'env'),
    ...{ profile: line, quiet: fc.boolean(), show: fc.boolean() },
    ...{ 'no-cache': fc.boolean(), 'legacy-token': fc.boolean() },
  };
  const content = {
    options: fc.record(options, { requiredKeys: [] }),
    session: fc.constantFrom(...keys),
    minTtl: fc.constantFrom(...numbers),
    ...{ profile: line, region: line, account: line },
  };
  return fc.record(content, { requiredKeys: [] });
};

const textOf = ({ text, keys }: Known): fc.Arbitrary<string> => {
  const entry = JSON.parse(text);
  const like = plausible(keys).map((more) => JSON.stringify({ ...entry, content: { ...entry.content, ...more } }));
  const json = fc
    .array(fc.tuple(fc.constantFrom(...paths), odd(keys)), { minLength: 1, maxLength: 3 })
    .map((changes) => JSON.stringify(changes.reduce((all, [path, to]) => changed(all, path, to), entry)));
  const cut = fc.tuple(
    fc.nat(text.length),
    fc.nat(20),
    fc.constantFrom('', '1e999', '"', '{}', 'null', '\n', '\u{fffd}'),
  );
  return fc.oneof(
    { weight: 4, arbitrary: json },
    { weight: 4, arbitrary: like },
    { weight: 1, arbitrary: cut.map(([at, length, more]) => text.slice(0, at) + more + text.slice(at + length)) },
    {
      weight: 1,
      arbitrary: fc.jsonValue().map((content) => JSON.stringify(changed(entry, ['content'], content))),
    },
  );
};

/** What a shell has after code that it evals. */
type Evaluated = [code: string, values: string[]];
const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'MFA_ENV_PROFILE', 'AWS_REGION'];
const valuesOf = (
  { accessKeyId, secretAccessKey, sessionToken }: Session,
  { profile, region = '' }: Answer,
): string[] => [accessKeyId, secretAccessKey, sessionToken, profile, region];

/** Prints it, checks what has a form of its own, and gives the shell code. */
async function printed({ options, outcome }: Recalled, answer: Answer, context: Context): Promise<string | undefined> {
  const { data: out = '', note = '' } = renderSession(outcome, options, context);
  expect(note).not.toMatch(/NaN|undefined|\[object/);
  const { accessKeyId, secretAccessKey, sessionToken } = outcome.session;
  if (out === '') return void expect(note).not.toContain(sessionToken);
  if (answer.options.format === 'json') {
    const document = { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken };
    return void expect(JSON.parse(out)).toMatchObject(document);
  }
  if (answer.options.format !== 'env') return out;
  expect(out.split('\n')).toContain(`AWS_SESSION_TOKEN=${sessionToken}`);
  for (const line of out.split('\n')) expect(line).toMatch(/^(AWS_\w+=.*)?$/);
  return undefined;
}

test('whatever stands in the place of an answer', async () => {
  const known = await answered();
  const { folder, file } = known;
  const evaluated: Record<'posix' | 'fish', Evaluated[]> = { posix: [], fish: [] };
  let others = 0;
  await fc.assert(
    fc.asyncProperty(textOf(known), fc.boolean(), fc.constantFrom(0, 1, 4), async (text, terminal, hours) => {
      const context = { ...known.context, now: () => hours * 3_600_000 };
      isTerminal.mockReturnValue(terminal);
      writeFileSync(file, text, { mode: 0o600 });
      const found = recall([], context);
      if (!found) return;
      const answer: Answer = JSON.parse(text.split('\n')[0] ?? '').content;
      const session = openCache(folder).read(answer.session, isSession).content;
      if (!session) throw new Error(`no such session: ${answer.session}`);
      const { profile, region, account } = answer;
      expect(found.outcome).toEqual({ session, fresh: false, profile, region, account });
      expect(session.expires).toBeGreaterThan(context.now() / 1000);
      if (answer.session !== known.keys[1]) others++;
      const code = await printed(found, answer, context);
      const shell = answer.options.shell === 'fish' ? 'fish' : 'posix';
      if (code !== undefined) evaluated[shell].push([code, valuesOf(session, answer)]);
    }),
    { numRuns: 2000 },
  );
  expect(others).toBeGreaterThan(10);
  expect(evaluated.fish.length).toBeGreaterThan(0);
  expect(evaluated.posix.length).toBeGreaterThan(20);
  const script = `${newFolder()}/script`;
  const shells = { posix: ['sh'], fish: ['fish', '--no-config'] };
  for (const [shell, [program = '', ...words]] of Object.entries(shells) as ['posix' | 'fish', string[]][]) {
    if (!isInstalled(program)) continue;
    const forget = shell === 'fish' ? 'set -e AWS_REGION' : 'unset AWS_REGION';
    const tell = `printf '%s\\0' ${names.map((name) => `"$${name}"`).join(' ')}`;
    writeFileSync(script, evaluated[shell].map(([code]) => `${forget}\n${code}${tell}\n`).join(''));
    const env = { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' };
    const said = execFileSync(program, [...words, script], { env, encoding: 'utf8', maxBuffer: 1e9 });
    expect(said.split('\0').slice(0, -1)).toEqual(evaluated[shell].flatMap(([, values]) => values));
  }
});
