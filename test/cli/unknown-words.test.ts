import { expect, test } from 'vitest';
import { parseWithYargs } from '../../src/cli/full-parse.ts';
import { normalizeArgs, parseFast } from '../../src/cli/parse.ts';
import { plainly, toType } from '../../src/cli/to-type.ts';
import { ourLineFor } from '../../src/cli/unknown-words.ts';

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
  ['-u', 'type instead: authaws clear'],
  ['--unset', 'type instead: authaws clear'],
  ['-l', 'type instead: authaws list'],
  ['--list', 'type instead: authaws list'],
  ['acme -r', 'type instead: authaws refresh acme'],
  ['--force', 'type instead: authaws refresh'],
  ['--assume-role arn:aws:iam::1:role/x', 'type instead: authaws --role-arn arn:aws:iam::1:role/x'],
  ['--assume-role', 'type instead: authaws --role-arn ARN'],
  ['--device x', 'type instead: authaws --serial x'],
  ['-o b', 'type instead: authaws -w b'],
  ['acme --exec', 'type instead: authaws exec acme -- COMMAND'],
  ['exec --ecs-server acme -- ls', 'type instead: authaws exec --live acme -- COMMAND'],
  ['--setup', 'type instead: authaws setup'],
  ['-c acme', 'type instead: authaws console acme'],
  ['acme --console', 'type instead: authaws console acme'],
  ['-c', 'type instead: authaws console'],
  ['browser acme', 'type instead: authaws console acme'],
  ['-p acme -v', 'type instead: authaws version'],
  ['login acme', 'type instead: authaws acme'],
  ['switch acme', 'type instead: authaws acme'],
  ['-p', 'there are: acme, zulu'],
  ['--profile=', 'there are: acme, zulu'],
  ['exec -p -- ls', 'there are: acme, zulu'],
])('%s', async (line, expected) => {
  expect(await adviceFor(line)).toBe(expected);
});

test.each([
  ['login', undefined, 'type instead: mfa-env'],
  ['login', 'status', 'type instead: mfa-env -p status'],
  ['renew', '123456', 'type instead: mfa-env refresh -p 123456'],
  ['export', 'a b', "type instead: mfa-env 'a b' -f env"],
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
    '-c',
    '-v',
    'run',
  ]) {
    for (const profile of [undefined, 'acme']) {
      const line = ourLineFor(theirs, plainly, { profile })?.replace(/^.*mfa-env ?/, '') ?? '';
      expect(parseFast(normalizeArgs(line.split(' '))), line).toBeDefined();
    }
  }
});
