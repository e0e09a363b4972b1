import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type PlanInput, plan } from '../../src/aws/plan.ts';
import type { Role } from '../../src/aws/role.ts';

// The plan names the calls, and the session of each has a name of its own in the cache: C3.6, C5.0, C5.1.

const role = (name: string, more: Partial<Role> = {}): Role => ({
  arn: `arn:aws:iam::111122223333:role/${name}`,
  ...more,
});
const wish = (more: Partial<PlanInput>): PlanInput => ({
  accessKeyId: 'AKIA',
  device: 'mfa',
  partition: 'aws',
  endpoint: '',
  roles: [],
  ...more,
});
const hour = 3600;

/** A plan in one line: each call with its hours, `!` if it carries the code. */
const shown = (made: PlanInput): string =>
  plan(made)
    .map(
      (step) =>
        `${step.action === 'AssumeRole' ? step.role.arn.split('/')[1] : 'session'}:${step.duration / hour}${step.device ? '!' : ''}`,
    )
    .join(' ');

test.each<[string, Partial<PlanInput>, string]>([
  ['a session', {}, 'session:12!'],
  ['15 minutes', { duration: 900 }, 'session:0.25!'],
  ['36 hours', { duration: 36 * hour }, 'session:36!'],
  ['a role', { roles: [role('r')] }, 'session:12! r:1'],
  ['a role of an hour', { roles: [role('r')], duration: hour }, 'session:12! r:1'],
  ['a shorter role', { roles: [role('r')], duration: 900 }, 'session:12! r:0.25'],
  ['a longer role goes straight from the keys', { roles: [role('r')], duration: hour + 1 }, `r:${(hour + 1) / hour}!`],
  ['12 hours', { roles: [role('r')], duration: 12 * hour }, 'r:12!'],
  ['the profile’s duration', { roles: [role('r', { duration: 2 * hour })] }, 'r:2!'],
  ['the option beats the profile', { roles: [role('r', { duration: 2 * hour })], duration: hour }, 'session:12! r:1'],
  ['too long in the profile', { roles: [role('r', { duration: 99 * hour })] }, 'r:12!'],
  ['a chain', { roles: [role('q'), role('r')] }, 'session:12! q:1 r:1'],
  [
    'a chain, with a long one in the profile',
    { roles: [role('q'), role('r', { duration: 5 * hour })] },
    'session:12! q:1 r:1',
  ],
  ['a chain, with a short one', { roles: [role('q'), role('r')], duration: 900 }, 'session:12! q:1 r:0.25'],
])('C3.6: %s', (_, made, expected) => {
  expect(shown(wish(made))).toBe(expected);
});

test.each<[Partial<PlanInput>, RegExp]>([
  [{ duration: 899 }, /at least 15 minutes/],
  [{ duration: 0 }, /at least 15 minutes/],
  [{ duration: 36 * hour + 1 }, /at most 36 hours/],
  [{ roles: [role('r')], duration: 12 * hour + 1 }, /a role lasts at most 12 hours/],
  [{ roles: [role('q'), role('r')], duration: hour + 1 }, /at most one hour/],
])('C3.7: %j is refused as usage', (made, message) => {
  expect(() => plan(wish(made))).toThrow(message);
  expect(() => plan(wish(made))).toThrow(expect.objectContaining({ status: 2 }));
});

test('C5.1: the cache key differs for each kind of session', () => {
  const key = (more: Partial<PlanInput>): string | undefined => plan(wish(more)).at(-1)?.cacheKey;
  const made = [
    {},
    { accessKeyId: 'AKIB' },
    { device: 'other' },
    { partition: 'aws-cn' },
    { roles: [role('r')] },
    { roles: [role('r', { externalId: 'x' })] },
    { roles: [role('r', { sessionName: 'x' })] },
    { roles: [role('r', { sourceIdentity: 'x' })] },
    { roles: [role('q'), role('r')] },
  ];
  expect(new Set(made.map(key)).size).toBe(made.length);
});

test('C3.6: one MFA session serves every role of the same user', () => {
  const keys = ['q', 'r'].map((name) => plan(wish({ roles: [role(name)] }))[0]?.cacheKey);
  expect(keys).toEqual([plan(wish({}))[0]?.cacheKey, keys[0]]);
});

const text = fc.stringMatching(/^[a-z,"[\]{}:\\|]{1,4}$/);
const anyRole: fc.Arbitrary<Role> = fc.record(
  { arn: text, externalId: text, sessionName: text, sourceIdentity: text },
  { requiredKeys: ['arn'] },
);
const anyWish = fc.record({
  accessKeyId: text,
  device: text,
  partition: fc.constantFrom('aws', 'aws-cn', 'aws-us-gov'),
  endpoint: fc.constantFrom('', 'http://localhost:4566', 'https://sts.example'),
  roles: fc.array(anyRole, { maxLength: 3 }),
  duration: fc.constantFrom(undefined, 900, 3600, 7200),
});

/** Everything that a session depends on, in another form than in the plan. */
const identity = ({ accessKeyId, device, partition, endpoint, roles }: PlanInput): unknown => [
  { accessKeyId, device, partition, endpoint },
  roles.map(({ arn, externalId, sessionName, sourceIdentity }) => [
    arn,
    externalId ?? null,
    sessionName ?? null,
    sourceIdentity ?? null,
  ]),
];
const lastKey = (made: PlanInput): string | undefined => {
  try {
    return plan(made).at(-1)?.cacheKey;
  } catch {
    return undefined; // a duration that is refused
  }
};

test('C5.0, C5.1: no session of another key, device, partition, endpoint or role, whatever their names', () => {
  fc.assert(
    fc.property(anyWish, anyWish, (one, other) => {
      const [key, otherKey] = [lastKey(one), lastKey(other)];
      fc.pre(key !== undefined && otherKey !== undefined);
      expect(key === otherKey).toBe(JSON.stringify(identity(one)) === JSON.stringify(identity(other)));
    }),
    { numRuns: 5000 },
  );
});

test('C5.1: one field changed gives another key, in every step that depends on it', () => {
  fc.assert(
    fc.property(anyWish, fc.constantFrom('accessKeyId', 'device', 'partition', 'endpoint'), (one, field) => {
      fc.pre(lastKey(one) !== undefined);
      const keys = plan(one).map(({ cacheKey }) => cacheKey);
      const others = plan({ ...one, [field]: `${one[field]}x` }).map(({ cacheKey }) => cacheKey);
      expect(keys.filter((key) => others.includes(key))).toEqual([]);
      expect(new Set(keys).size).toBe(keys.length);
    }),
  );
});

test('no step but the first carries a code, and a chain never asks for more than an hour', () => {
  fc.assert(
    fc.property(anyWish, (made) => {
      fc.pre(lastKey(made) !== undefined);
      const [first, ...rest] = plan(made);
      expect(first?.device).toBe(made.device);
      for (const step of rest) {
        expect(step).not.toHaveProperty('device');
        expect(step.duration).toBeLessThanOrEqual(3600);
      }
    }),
  );
});
