import { expect, test } from 'vitest';
import { parseWithYargs } from '../../src/cli/full-parse.ts';
import { ourLineFor } from '../../src/cli/other-tools.ts';
import { normalizeArgs, parseFast } from '../../src/cli/parse.ts';
import { plainly, toType } from '../../src/cli/to-type.ts';

// Options and words of other tools are answered with the line of ours that does the same.

const caller = {
  program: 'authaws' as const,
  toType: toType({ MFA_ENV_FUNCTIONS: '1' }),
  profiles: async () => ['acme', 'zulu'],
};
const adviceFor = async (line: string): Promise<string> => {
  try {
    await parseWithYargs(normalizeArgs(line.split(' ')), caller);
    return 'taken';
  } catch (error) {
    return (error as { advice: string }).advice;
  }
};

test.each([
  ['acme -t 123456 -- ls', 'a code needs no option: authaws acme 123456'],
  ['-t 123456', 'a code needs no option: authaws 123456'],
  ['-p acme --mfa-token 654321', 'a code needs no option: authaws acme 123456'],
  ['--token=654321 acme', 'a code needs no option: authaws acme 123456'],
  ['-u', 'here it is: authaws clear'],
  ['--unset', 'here it is: authaws clear'],
  ['-l', 'here it is: authaws list'],
  ['--list', 'here it is: authaws list'],
  ['acme -r', 'here it is: authaws refresh acme'],
  ['--force', 'here it is: authaws refresh'],
  ['--assume-role arn:aws:iam::1:role/x', 'here it is: authaws --role-arn arn:aws:iam::1:role/x'],
  ['--assume-role', 'here it is: authaws --role-arn ARN'],
  ['--device x', 'here it is: authaws --serial x'],
  ['-o b', 'here it is: authaws -w b'],
  ['acme --exec', 'here it is: authaws exec acme -- COMMAND'],
  ['--setup', 'here it is: authaws setup'],
  ['-p acme -v', 'here it is: authaws version'],
  ['login acme', 'here it is: authaws acme'],
  ['switch acme', 'here it is: authaws acme'],
  ['-p', 'there are: acme, zulu'],
  ['--profile=', 'there are: acme, zulu'],
  ['exec -p -- ls', 'there are: acme, zulu'],
])('%s', async (line, expected) => {
  expect(await adviceFor(line)).toBe(expected);
});

test.each([
  ['login', undefined, 'here it is: mfa-env'],
  ['login', 'status', 'here it is: mfa-env -p status'],
  ['renew', '123456', 'here it is: mfa-env refresh -p 123456'],
  ['export', 'a b', "here it is: mfa-env 'a b' -f env"],
  ['nosuch', 'acme', undefined],
  ['-z', undefined, undefined],
  ['constructor', undefined, undefined],
])('the line for %s with profile %s', (theirs, profile, expected) => {
  expect(ourLineFor(theirs, plainly, { profile })).toBe(expected);
});

test('each line of ours can be typed', () => {
  for (const theirs of [
    '-t',
    '-u',
    '-l',
    '-r',
    '--role',
    '--device',
    '--ttl',
    '-o',
    '--export',
    '-j',
    '-e',
    '-v',
    'run',
  ]) {
    for (const profile of [undefined, 'acme']) {
      const line = ourLineFor(theirs, plainly, { profile })?.replace(/^.*mfa-env ?/, '') ?? '';
      expect(parseFast(normalizeArgs(line.split(' '))), line).toBeDefined();
    }
  }
});
