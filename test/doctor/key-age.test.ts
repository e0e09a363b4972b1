import { expect, test } from 'vitest';
import { keyAge } from '../../src/doctor/checks/selected-key.ts';
import { facts, known } from './healthy.ts';

// C9.1: doctor says that a key in a plain file is old, unless it is told not to.

const { now } = facts();
const aged = (days: number, owner = 'default') => ({ ...known, owner, created: now / 1000 - days * 86_400 });

test.each<[string, Parameters<typeof facts>[0], RegExp | undefined]>([
  ['a key of 91 days', { key: aged(91) }, /^replace it: authaws rotate default$/],
  ['a key of 90 days', { key: aged(90) }, undefined],
  ['an age that nobody knows', { key: known }, undefined],
  ['a key in the environment', { key: aged(1000, '') }, undefined],
  ['a key that AWS refuses', { key: { owner: 'default', refused: 'unknown-key' } }, undefined],
  ['silence is wanted', { key: aged(1000), env: { MFA_ENV_MAX_KEY_AGE: '0' } }, undefined],
  ['30 days are enough', { key: aged(31), env: { MFA_ENV_MAX_KEY_AGE: '30' } }, /rotate/],
  ['a number that is none', { key: aged(91), env: { MFA_ENV_MAX_KEY_AGE: 'x' } }, /rotate/],
  ['a profile that looks like a code', { key: aged(91, '123456') }, / rotate -p 123456$/],
])('%s', (_, changes, advice) => {
  const [finding] = keyAge(facts(changes), []);
  if (!advice) return expect(finding).toBeUndefined();
  expect(finding).toMatchObject({ check: 'key', level: 'warning', advice: expect.stringMatching(advice) });
  return expect(finding?.message).toMatch(/is \d+ days old, and in a plain file$/);
});

test('where there is a store, the message names what moves the key into it', () => {
  const [finding] = keyAge(facts({ key: aged(91), stores: ['pass'] }), []);
  expect(finding?.message).toMatch(/\(mfa-env keep moves it into pass\)$/);
});
