import { errorToFailure } from '../../src/aws/error-text.ts';
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
const longTermPair = { from: 'files', profile: 'acme' } as const;
export const facts = {
  profile: 'acme',
  keys: longTermPair,
  region: 'eu-west-1',
  host: 'sts.example',
  device: serial,
  now: 0,
};
/** The words for a cause. */
export const told = (cause: Parameters<typeof errorToFailure>[1], more: object = {}): How => ({
  call: () => errorToFailure(new Error('text'), cause, { ...facts, ...more }),
});

/** The words for a refusal of AssumeRole, by AWS's own. @param why as AWS says it behind the role's ARN */
export const denied = (why: string, by = 'arn:aws:iam::111122223333:user/team/alice'): How => ({
  call: () => {
    const role = 'arn:aws:iam::111122223333:role/admin';
    const text = `User: ${by} is not authorized to perform: sts:AssumeRole on resource: ${role} ${why}`;
    return errorToFailure(new Error(text), 'role-refused', { ...facts, role });
  },
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
