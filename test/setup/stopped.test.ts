import { expect, test } from 'vitest';
import { Failure, interrupted } from '../../src/errors.ts';
import type { Guide } from '../../src/setup/guide.ts';
import { asFarAs } from '../../src/setup/run-steps.ts';

// C8.1: a set-up that ends early lists what was done, and the line to type comes last.

const guide = (changed: string[]): Guide =>
  ({ changed, isAsked: true, state: { profile: 'acme' } }) as unknown as Guide;
const env = { NO_COLOR: '1' };

test.each<[string, Failure, string[], string[]]>([
  [
    'Ctrl-C',
    interrupted(),
    ['one', 'two'],
    ['mfa-env: stopped', '  done so far:', '    one', '    two', '  to go on: mfa-env setup acme'],
  ],
  ['Ctrl-C, and nothing is done', interrupted(), [], ['mfa-env: stopped', '  nothing was changed']],
  [
    'an advice that goes on',
    new Failure(1, 'no', 'wait, then: mfa-env setup'),
    ['one'],
    ['mfa-env: no', '  done so far:', '    one', '  wait, then: mfa-env setup'],
  ],
  ['another advice', new Failure(1, 'no', 'do it'), [], ['mfa-env: no', '  do it', '  to go on: mfa-env setup acme']],
])('%s', (_, error, changed, lines) => {
  const { note } = asFarAs(error, guide(changed), env);
  expect(note.trimEnd().split('\n').slice(0, lines.length)).toEqual(lines);
});
