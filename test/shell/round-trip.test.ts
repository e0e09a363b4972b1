import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { profileNames } from '../../src/aws/profile.ts';
import { files } from '../aws/text.ts';
import { type Canned, granted, startCanned } from '../proof/canned.ts';
import { corpus } from './corpus.ts';
import { makeRealPlace, type RealPlace, serial } from './real.ts';
import { inEach, load, raw, type Shell, shells, tell } from './shells.ts';

// C2.6 by the whole command, in every shell: what STS answers, what the config file and an option name, and what the
// environment held. One call takes values of all four; rows 15 to 21 and 26 of the quoting text alone: quoting.test.ts.

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

/** What a shell has of each case after the command was run in it, by the bare eval or by authaws. */
async function arrived(shell: Shell, cases: readonly Case[]): Promise<Case[]> {
  writeFileSync(
    path.join(place.home, '.aws/config'),
    section('acme') + [...new Set(cases.map(({ profile }) => profile))].map(section).join(''),
  );
  const first = sent;
  sent += cases.length;
  canned.answer((socket, body) => {
    const { keys = [] } = cases[Number(new URLSearchParams(body).get('TokenCode')) - first] ?? {};
    const Expiration = new Date(Date.now() + 36_000_000).toISOString();
    const [AccessKeyId = '', SecretAccessKey = '', SessionToken = ''] = keys.map(inXml);
    socket.end(Buffer.from(granted({ AccessKeyId, SecretAccessKey, SessionToken, Expiration })));
  });
  const one = async ({ profile, kept }: Case, at: number): Promise<Case> => {
    const words = `-q --no-cache --profile="$NAME" ${String(first + at).padStart(6, '0')}`;
    const wrapped = shell.functions !== undefined && at % 2 === 0;
    const line = wrapped ? `${load(shell)}\nauthaws ${words}` : raw(shell, `mfa-env --shell ${shell.speaks} ${words}`);
    const held = Object.fromEntries(keptNames.map((name, index) => [name, kept[index] ?? '']));
    const { said, output, stderr, env } = await place.told(shell, `${line}\n${tell(shell)}`, {
      env: { ...held, NAME: profile, AWS_ENDPOINT_URL_STS: canned.url },
    });
    expect({ said, output, stderr }).toEqual({ said: 0, output: '', stderr: '' });
    return {
      keys: keyNames.map((name) => env[name] ?? 'none'),
      profile: env.MFA_ENV_PROFILE ?? 'none',
      kept: keptNames.map((name) => env[`MFA_ENV_WAS_${name}`] ?? 'none'),
    };
  };
  const found: Case[] = [];
  // Two at a time: most of a call is node's own start.
  for (let at = 0; at < cases.length; at += 2)
    found.push(...(await Promise.all(cases.slice(at, at + 2).map((each, offset) => one(each, at + offset)))));
  expect(existsSync(path.join(place.dir, 'pwn'))).toBe(false);
  return found;
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

inEach(shells, (shell) => {
  test('15, C2.6: the corpus from STS, config, option and environment', { timeout: 120_000 }, async () => {
    const cases = corpusCases();
    expect(await arrived(shell, cases)).toEqual(cases);
  });

  test('15, C2.6: any strings from STS, config, option and environment', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyCase, { minLength: 4, maxLength: 4 }), async (cases) => {
        expect(await arrived(shell, cases)).toEqual(cases);
      }),
      { numRuns: 3 },
    );
  });
});
