import { beforeEach, expect, test, vi } from 'vitest';
import type { AwsFiles } from '../../../src/aws/files/read.ts';
import { selectProfile } from '../../../src/aws/select-profile.ts';
import { followSourceChain } from '../../../src/aws/source-chain.ts';
import { startableProfiles } from '../../../src/aws/startable.ts';
import { viewProfiles } from '../../../src/commands/views.ts';
import { chains } from '../../../src/doctor/checks/source-chains.ts';
import type { Facts } from '../../../src/doctor/facts.ts';
import { examineProfiles } from '../../../src/doctor/profiles.ts';
import { profilesWithKey } from '../../../src/setup/state.ts';
import { files, keys } from '../text.ts';

// Reading all profiles takes linear time, whatever their source profiles are.

const work = vi.hoisted(() => ({ parsed: 0, read: 0, characters: 0 }));
vi.mock('../../../src/aws/files/sections.ts', async (original) => {
  const actual = await original<typeof import('../../../src/aws/files/sections.ts')>();
  const readSettings = (body: string) => {
    work.parsed++;
    return actual.readSettings(body);
  };
  return { ...actual, readSettings };
});
vi.mock('../../../src/aws/profile.ts', async (original) => {
  const actual = await original<typeof import('../../../src/aws/profile.ts')>();
  const readProfile = (...words: Parameters<typeof actual.readProfile>) => {
    work.read++;
    work.characters += words[0].config.text.length + words[0].credentials.text.length;
    return actual.readProfile(...words);
  };
  return { ...actual, readProfile };
});
beforeEach(() => Object.assign(work, { parsed: 0, read: 0, characters: 0 }));

/** Profiles of which each names the next one as its source. @param last the source of the last one */
const inRow = (count: number, last: string, more = ''): string =>
  Array.from({ length: count }, (_, at) => {
    const source = at + 1 < count ? `p${at + 1}` : last;
    return `[profile p${at}]\nsource_profile = ${source}\n${more}`;
  }).join('');

const looks: [string, (all: AwsFiles) => unknown[]][] = [
  ['list and status', (all) => viewProfiles(all, { sessions: [], users: [] }, {})],
  ['doctor', (all) => examineProfiles(all, {})],
];

test.each<[string, (all: AwsFiles) => unknown]>([
  ['which can start a session', (all) => startableProfiles(all, {})],
  [
    'which to choose, without a default',
    (all) => expect(() => selectProfile(undefined, {}, all)).toThrow(/no profile/),
  ],
  ['which have a key, for setup', (all) => profilesWithKey(all)],
])('%s: each profile is read from its own part of the files', (_, look) => {
  const make = (count: number): AwsFiles =>
    files('', Array.from({ length: count }, (_, at) => `[p${at}]\n${keys(`A${at}`)}`).join(''));
  look(make(30));
  const few = work.characters;
  look(make(300));
  expect((work.characters - few) / few).toBeLessThan(20);
});

for (const [who, look] of looks) {
  test.each([
    ['a ring', (count: number) => files(inRow(count, 'p0'))],
    ['a ring of roles', (count: number) => files(inRow(count, 'p0', 'role_arn = arn:aws:iam::111122223333:role/a\n'))],
    ['a row that leads to a ring', (count: number) => files(`${inRow(count, 'a')}[profile a]\nsource_profile = a\n`)],
    [
      'profiles of one source',
      (count: number) => files(inRow(count, 'k').replace(/= p\d+/g, '= k'), `[k]\n${keys('A')}`),
    ],
  ])(`${who}: ten times as many profiles, ten times the work: %s`, (_, make) => {
    const few = make(300);
    const many = make(3000);
    expect(look(few).length).toBeGreaterThanOrEqual(300);
    const before = { ...work };
    look(many);
    expect((work.parsed - before.parsed) / before.parsed).toBeLessThan(11);
    expect((work.read - before.read) / before.read).toBeLessThan(11);
  });
}

test('reading all profiles gives the same as reading each alone', () => {
  const role = 'role_arn = arn:aws:iam::111122223333:role/a\n';
  // As the selected profile, `keyed` assumes its role and leads to `a`. As a source profile it has keys.
  const all = files(
    `[profile keyed]\n${role}source_profile = a\n[profile a]\nsource_profile = keyed\n` +
      `[profile b]\nsource_profile = c\n[profile c]\nsource_profile = b\n[profile d]\nsource_profile = c\n`,
    `[keyed]\n${keys('AKIAK')}`,
  );
  const fails = (name: string): boolean => {
    try {
      return !followSourceChain(all, name);
    } catch {
      return true;
    }
  };
  const views = viewProfiles(all, { sessions: [], users: [] }, {});
  expect(views.map(({ name, problem }) => [name, problem !== undefined])).toEqual(
    views.map(({ name }) => [name, fails(name)]),
  );
  expect(views.filter(({ problem }) => problem).map(({ name }) => name)).toEqual(['keyed', 'b', 'c', 'd']);
});

test('the message shortens a long loop', () => {
  expect(() => followSourceChain(files(inRow(300, 'p0')), 'p0')).toThrow(
    'the source profiles form a loop: p0 → p1 → p2 → p3 → … 294 more … → p298 → p299 → p0',
  );
});

test('the doctor follows a loop once, and has one finding for it', () => {
  const lookedUp = (count: number): number => {
    const facts = { env: {}, profile: undefined } as unknown as Facts;
    const profiles = examineProfiles(files(inRow(count, 'p0')), {});
    const spy = vi.spyOn(Map.prototype, 'get');
    const found = chains(facts, profiles);
    const calls = spy.mock.calls.length;
    spy.mockRestore();
    expect(found).toHaveLength(1);
    expect(found[0]?.message).toMatch(/needed by p\d+, p\d+, p\d+ and \d+ more/);
    return calls;
  };
  expect(lookedUp(3000) / lookedUp(300)).toBeLessThan(11);
});
