import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { profileNames } from '../../src/aws/profile.ts';
import { files } from '../aws/text.ts';
import { type Canned, granted, startCanned } from '../proof/canned.ts';
import { runs } from '../proof/runs.ts';
import { corpus } from './corpus.ts';
import { makeRealPlace, type RealPlace, serial } from './real.ts';
import { inEach, load, raw, type Shell, shells, tell } from './shells.ts';

// C2.6: what STS answers, what the config file and an option name, and what the environment held arrives unchanged by
// the whole command, and none of it is run.

/** The values of one call. */
interface Case {
  /** STS's answer. */
  keys: readonly string[];
  /** A section of the config file, named by `--profile`. */
  profile: string;
  /** Variables of the shell that the session takes the place of, and keeps. */
  kept: readonly string[];
}

const keyNames = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
const keptNames = [
  ...keyNames,
  ...[
    'AWS_CREDENTIAL_EXPIRATION',
    'AWS_SECURITY_TOKEN',
    'AWS_SESSION_EXPIRATION',
    'AWS_PROFILE',
    'AWS_DEFAULT_PROFILE',
    'AWS_ACCOUNT_ID',
  ],
];

let place: RealPlace;
let canned: Canned;
let sent = 0;
beforeAll(async () => {
  place = await makeRealPlace();
  canned = await startCanned();
});
afterAll(async () => {
  await canned.close();
  await place.end();
});

const section = (name: string): string => `[profile ${name}]\nsource_profile = acme\nmfa_serial = ${serial}\n`;
/** What XML has room for: an element of nothing but line ends is an empty one to the SDK. */
const fitsAnswer = (text: string): boolean => /[^\s]|^[^\n]+$/.test(text);
/** What the header of a section has room for. */
const fitsHeader = (text: string): boolean => profileNames(files(section(text)))[0] === text && text !== 'acme';

const inXml = (text: string): string => text.replace(/[&<>\r]/g, (mark) => `&#${mark.charCodeAt(0)};`);

/** Has STS and the config file say what the cases hold. @returns the words and the environment of each one's call */
function prepare(cases: readonly Case[]): { words: string; code: string; env: Record<string, string> }[] {
  const profiles = [...new Set(cases.map(({ profile }) => profile))];
  writeFileSync(path.join(place.home, '.aws/config'), section('acme') + profiles.map(section).join(''));
  const first = sent;
  sent += cases.length;
  canned.answer((socket, body) => {
    const { keys = [] } = cases[Number(new URLSearchParams(body).get('TokenCode')) - first] ?? {};
    const Expiration = new Date(Date.now() + 36_000_000).toISOString();
    const [AccessKeyId = '', SecretAccessKey = '', SessionToken = ''] = keys.map(inXml);
    socket.end(Buffer.from(granted({ AccessKeyId, SecretAccessKey, SessionToken, Expiration })));
  });
  return cases.map(({ profile, kept }, at) => {
    const held = Object.fromEntries(keptNames.map((name, index) => [name, kept[index] ?? '']));
    const code = String(first + at).padStart(6, '0');
    return {
      words: `-q --no-cache --profile="$NAME" ${code}`,
      code,
      env: { ...held, NAME: profile, AWS_ENDPOINT_URL_STS: canned.url },
    };
  });
}

/** The case that an environment shows. */
const caseIn = (env: Readonly<Record<string, string>>): Case => ({
  keys: keyNames.map((name) => env[name] ?? 'none'),
  profile: env.MFA_ENV_PROFILE ?? 'none',
  kept: keptNames.map((name) => env[`MFA_ENV_WAS_${name}`] ?? 'none'),
});

/** Two at a time: most of a call is node's own start. */
async function twoByTwo<In, Out>(list: readonly In[], one: (each: In, at: number) => Promise<Out>): Promise<Out[]> {
  const found: Out[] = [];
  for (let at = 0; at < list.length; at += 2)
    found.push(...(await Promise.all(list.slice(at, at + 2).map((each, offset) => one(each, at + offset)))));
  return found;
}

/** What a shell has of each case after the command was run in it, by the bare eval or by authaws. */
async function arrived(shell: Shell, cases: readonly Case[]): Promise<Case[]> {
  const found = await twoByTwo(prepare(cases), async ({ words, env }, at) => {
    const wrapped = shell.functions !== undefined && at % 2 === 0;
    const line = wrapped ? `${load(shell)}\nauthaws ${words}` : raw(shell, `mfa-env --shell ${shell.speaks} ${words}`);
    const told = await place.told(shell, `${line}\n${tell(shell)}`, { env });
    expect(told).toMatchObject({ said: 0, output: '', stderr: '' });
    return caseIn(told.env);
  });
  expect(existsSync(path.join(place.dir, 'pwn'))).toBe(false);
  return found;
}

/** Files of the code that the command prints of each case: the shells that speak the same get the same. */
async function printed(dialect: 'posix' | 'fish', cases: readonly Case[]): Promise<string[]> {
  return await twoByTwo(prepare(cases), async ({ code, env }, at) => {
    const words = ['--shell', dialect, '-q', '--no-cache', `--profile=${env.NAME}`, code];
    const { status, stdout, stderr } = await place.mfaEnv(words, env);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const file = path.join(place.dir, `${dialect}-${at}`);
    writeFileSync(file, stdout);
    return file;
  });
}

/** What a shell has of each case after it evaluated a file of code: all of them in one start of it. */
async function evaluated(shell: Shell, files: readonly string[]): Promise<Case[]> {
  const lines = files.map((file) => `${raw(shell, `cat '${file}'`)}\n${tell(shell)}; printf '@next@'`);
  const { stdout, stderr } = await place.run(shell, lines.join('\n'));
  expect(stderr).toBe('');
  expect(existsSync(path.join(place.dir, 'pwn'))).toBe(false);
  const parts = stdout.split('@next@').slice(0, -1);
  return parts.map((part) => {
    expect(part.startsWith('@told 0@')).toBe(true);
    const rows = part.slice('@told 0@'.length).split('\0');
    return caseIn(Object.fromEntries(rows.map((row) => [row.split('=', 1)[0] ?? '', row.slice(row.indexOf('=') + 1)])));
  });
}

const joined = (texts: readonly string[], count: number): string[] =>
  Array.from({ length: count }, (_, nth) => texts.filter((_, at) => at % count === nth).join(''));

/** The corpus, in few calls. */
function corpusCases(): Case[] {
  const size = keptNames.length;
  // What begins and ends with a letter is the same beside others; the rest is alone in a variable.
  const isInner = (text: string): boolean => /^\w([\s\S]*\w)?$/.test(text);
  const inner = corpus.filter(isInner);
  const held = [...corpus.filter((text) => !isInner(text)), ...joined(inner, 8)];
  const [answers, names] = [corpus.filter(fitsAnswer), [...new Set(corpus)].filter(fitsHeader)];
  const count = Math.ceil(held.length / size);
  const odd = answers.filter((text) => !isInner(text)).sort((one, other) => one.length - other.length);
  const alone = odd.slice(0, 3 * (count - 1));
  const rest = answers.filter((text) => !alone.includes(text));
  return Array.from({ length: count }, (_, at) => ({
    keys: at === count - 1 ? joined(rest, 3) : alone.slice(3 * at, 3 * at + 3),
    profile: names[Math.floor((at * names.length) / count)] ?? 'none',
    kept: Array.from({ length: size }, (_, index) => held[at * size + index] ?? ''),
  }));
}

const value = fc
  .string({ unit: 'binary', maxLength: 40 })
  .filter((text) => !text.includes('\0') && text.isWellFormed());
const anyCase = fc.record({
  keys: fc.tuple(value.filter(fitsAnswer), value.filter(fitsAnswer), value.filter(fitsAnswer)),
  profile: value.filter(fitsHeader),
  kept: fc.array(value, { minLength: keptNames.length, maxLength: keptNames.length }),
});

test('the cases hold the corpus', () => {
  const cases = corpusCases();
  const kept = cases.flatMap((each) => each.kept);
  expect(corpus.filter((text) => !kept.some((all) => all.includes(text)))).toEqual([]);
  const answered = cases.flatMap(({ keys }) => keys);
  expect(answered.every(fitsAnswer)).toBe(true);
  expect(corpus.filter((text) => fitsAnswer(text) && !answered.some((all) => all.includes(text)))).toEqual([]);
  expect(new Set(cases.map(({ profile }) => profile)).size).toBe(cases.length);
});

/** The whole corpus in one call, for the way of the shell's own variables to the command. */
const corpusAtOnce = (): Case => ({
  keys: joined(corpus.filter(fitsAnswer), 3),
  profile: 'all at once',
  kept: joined(corpus, keptNames.length),
});

const codeFiles = { posix: [] as string[], fish: [] as string[] };
beforeAll(async () => {
  for (const dialect of ['posix', 'fish'] as const) codeFiles[dialect] = await printed(dialect, corpusCases());
}, 120_000);

inEach(shells, (shell) => {
  test('15, C2.6: the corpus from STS, config, option and environment, as the command prints it', async () => {
    const cases = corpusCases();
    expect(await evaluated(shell, codeFiles[shell.speaks === 'fish' ? 'fish' : 'posix'])).toEqual(cases);
  });

  test('15, C2.6: the corpus and any strings, by the command in the shell itself', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, anyCase, async (one, other) => {
        const cases = [corpusAtOnce(), ...[one, other].slice(0, runs(2))];
        expect(await arrived(shell, cases)).toEqual(cases);
      }),
      { numRuns: 1 },
    );
  });
});
