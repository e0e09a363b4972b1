import { explain } from '../../src/aws/refusals.ts';
import { type Place, serial } from '../command/run.ts';
import { refusal } from '../proof/canned.ts';
import { refusals, roleRefusals } from '../proof/catalogue.ts';
import type { How } from './row.ts';
import { longRole } from './samples.ts';

// What AWS says, and how it is brought about.

const answers = Object.fromEntries(
  [...refusals, ...roleRefusals].map(({ name, status, code, message }) => [name, refusal(status, code, message)]),
);
/** What it says, by its number in the catalogue. */
export const says = (name: string): How => ({ answer: answers[name] ?? `no row ${name}` });
export const saysToRole = (name: string): How => ({ ...says(name), words: ['-p', 'admin', 'CODE'], config: longRole });
const longLived = { from: 'files', profile: 'acme' } as const;
export const facts = {
  profile: 'acme',
  keys: longLived,
  region: 'eu-west-1',
  host: 'sts.example',
  device: serial,
  now: 0,
};
/** The words for a cause. */
export const told = (cause: Parameters<typeof explain>[1], more: object = {}): How => ({
  call: () => explain(new Error('text'), cause, { ...facts, ...more }),
});

/** The cached session serves a role no more, and nobody is there to be asked. */
export const tooOldForRole = (spoil: (place: Place) => void): How => ({
  words: ['-p', 'admin'],
  config: longRole.replace(/duration_seconds.*/, ''),
  before: async (place) => {
    await place.begin();
    spoil(place);
  },
});
