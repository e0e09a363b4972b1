import { expect, test } from 'vitest';
import { missing, nextStep, type State, type Step } from '../../src/setup/steps.ts';

// C8.1: from what is there follows the next step, also after a stop.

const nothing: State = {
  profile: undefined,
  withKey: [],
  sso: [],
  startUp: 'missing',
  hasKey: false,
  isKnown: false,
  hasRegion: false,
  device: 'missing',
  session: 'missing',
  extras: 'open',
};
const all: State = {
  profile: 'acme',
  withKey: ['acme'],
  sso: [],
  startUp: 'there',
  hasKey: true,
  isKnown: true,
  hasRegion: true,
  device: 'there',
  session: 'there',
  extras: 'done',
};

test.each<[string, Partial<State>, Step | undefined]>([
  ['all is there', {}, undefined],
  ['no line in a start-up file', { startUp: 'missing' }, 'start-up'],
  ['the line was not wanted', { startUp: 'left' }, undefined],
  ['several profiles have a key', { profile: undefined, withKey: ['a', 'b'] }, 'profile'],
  ['no profile has a key', { profile: undefined, withKey: [], hasKey: false }, 'key'],
  ['the named profile has no key', { hasKey: false, withKey: ['other'] }, 'key'],
  ['AWS was not asked whose key it is', { isKnown: false }, 'user'],
  ['no region', { hasRegion: false }, 'region'],
  ['no device', { device: 'missing' }, 'device'],
  ['a device that AWS was not asked for', { device: 'configured' }, 'device'],
  ['no session', { session: 'missing' }, 'session'],
  ['nobody can give a code', { session: 'left' }, undefined],
  ['nothing was offered', { extras: 'open' }, 'extras'],
  ['SSO alone', { profile: undefined, withKey: [], hasKey: false, sso: ['dev'], startUp: 'missing' }, 'sso'],
  ['SSO, and a profile of the command line', { hasKey: false, withKey: [], sso: ['dev'] }, 'key'],
  ['the user needs no more', { ended: true, hasKey: false }, undefined],
])('%s', (_, change, expected) => {
  expect(nextStep({ ...all, ...change })).toBe(expected);
});

test('from nothing, each step leads to the next, in the order of the promise', () => {
  const after: Record<Step, Partial<State>> = {
    sso: { sso: [] },
    'start-up': { startUp: 'there' },
    profile: { profile: 'acme' },
    key: { profile: 'acme', hasKey: true, isKnown: true },
    user: { isKnown: true },
    region: { hasRegion: true },
    device: { device: 'there' },
    session: { session: 'there' },
    extras: { extras: 'done' },
  };
  const taken: Step[] = [];
  let state = nothing;
  for (let step = nextStep(state); step; step = nextStep(state)) {
    taken.push(step);
    state = { ...state, ...after[step] };
  }
  expect(taken).toEqual(['start-up', 'key', 'region', 'device', 'session', 'extras']);
});

test('what is missing, in words', () => {
  expect(missing(nothing)).toEqual([
    'the line in the start-up file',
    'an access key',
    'a region',
    'an MFA device',
    'a first session',
  ]);
  expect(missing(all)).toEqual([]);
});
