import { chmodSync } from 'node:fs';
import { type Place, serial } from '../command/run.ts';
import { type Row, row } from './row.ts';

const begun = async (place: Place): Promise<Record<string, string>> => place.begin();
const nothing = async (): Promise<void> => {};

/** What is said when all is well, and when what was got cannot be used. */
export const successRows: Row[] = [
  row('a new session', 'text/format.ts', {}, 'default · 111122223333 · TIME left · new', 0),
  row(
    'a cached session',
    'text/format.ts',
    { words: [], before: (place) => begun(place).then(() => {}) },
    'default · 111122223333 · TIME left · cached',
    0,
  ),
  row(
    'a new session, and no region anywhere',
    'commands/result.ts',
    { config: `[default]\nmfa_serial = ${serial}\n` },
    'default · 111122223333 · TIME left · new\nno region is set, and most tools need one: aws configure set region REGION',
    0,
  ),
  row('quiet', 'text/format.ts', { words: ['-q', 'CODE'] }, '', 0),
  row(
    'a session that is written',
    'commands/get.ts',
    { words: ['-w', 'work', 'CODE'] },
    'default · 111122223333 · TIME left · new\nwritten into profile work of ~/.aws/credentials\nthat profile has no region yet: aws configure set region eu-central-1 --profile work\nto use it: aws --profile work sts get-caller-identity',
    0,
  ),
  row(
    'stdout is a terminal',
    'commands/result.ts',
    { words: ['-p', 'default', 'CODE'], line: '"$@"', keys: nothing },
    'default · 111122223333 · TIME left · new\nto put it into this shell: eval "$(mfa-env default)"\nto have a command for that: mfa-env setup',
    0,
  ),
  row(
    'stdout is a terminal, and JSON is wanted',
    'commands/result.ts',
    { words: ['-f', 'json', 'CODE'], line: '"$@"', keys: nothing },
    'add --show to see it',
    0,
  ),
  row(
    'init at a terminal',
    'commands/init.ts',
    { words: ['init', 'fish', '--auto'], line: '"$@"', keys: nothing },
    'init prints the functions for fish: authaws, Tab completion and the prompt.\nTo load them in new terminals: → mfa-env setup\nOr by hand, add this as the last line of ~/.config/fish/config.fish: → status is-interactive; and mfa-env init fish --auto | source\nTo see them: → mfa-env init fish --auto | cat',
    0,
  ),
  row(
    'setup --undo where setup did nothing',
    'setup/start-up/undo.ts',
    { words: ['setup', '--undo'], line: '"$@" >&2' },
    'setup has put nothing into start-up files\nthe AWS files are left alone: keys, profiles and MFA devices stay',
    0,
  ),
  row(
    'setup --undo, with a line of the user among ours',
    'setup/start-up/undo.ts',
    {
      words: ['setup', '--undo'],
      line: '"$@" >&2',
      before: (place) => place.write('.bashrc', '# >>> mfa-env >>>\nalias a=authaws\n# <<< mfa-env <<<\n') && undefined,
    },
    '~/.bashrc: lines taken out, and these lines, which stood among them: → alias a=authaws\nthe AWS files are left alone: keys, profiles and MFA devices stay',
    0,
  ),
  row(
    'setup --undo, and a file that cannot be written',
    'setup/start-up/undo.ts',
    {
      words: ['setup', '--undo'],
      line: '"$@" >&2',
      before: (place) => chmodSync(place.write('.bashrc', '# >>> mfa-env >>>\n# <<< mfa-env <<<\n'), 0o400),
    },
    '~/.bashrc stays as it is: it is read-only → take out by hand what stands from # >>> mfa-env >>> to # <<< mfa-env <<<\nthe AWS files are left alone: keys, profiles and MFA devices stay',
    1,
  ),
  row('a session is cleared', 'commands/clear.ts', { words: ['--clear'], before: begun }, 'session cleared', 0),
  row('none is there to clear', 'commands/clear.ts', { words: ['--clear'] }, 'no session in this shell', 0),
  row(
    '--clear at a terminal',
    'commands/clear.ts',
    { words: ['--clear'], line: '"$@"', keys: nothing },
    'to clear this shell: eval "$(mfa-env clear)"',
    0,
  ),
  row(
    '--clear for another shell, at a terminal',
    'commands/clear.ts',
    { words: ['--clear', '-f', 'change'], line: '"$@"', keys: nothing },
    'add --show to see it',
    0,
  ),
  row(
    'logout',
    'commands/logout.ts',
    { words: ['logout'], before: (place) => begun(place).then(() => {}) },
    '1 session deleted',
    0,
  ),
  row(
    'logout where a device was looked up',
    'commands/logout.ts',
    {
      words: ['logout'],
      config: '[default]\nregion = eu-central-1\n',
      before: (place) => begun(place).then(() => {}),
    },
    '1 session deleted\n1 chosen MFA device forgotten: the next session looks for it again',
    0,
  ),
  row(
    'logout in a shell with a session',
    'commands/logout.ts',
    { words: ['logout'], before: begun },
    '1 session deleted\nthis shell still has a session; to remove it: eval "$(mfa-env clear)"',
    0,
  ),
  row('logout of nobody', 'commands/logout.ts', { words: ['logout'] }, 'there was no session to delete', 0),
  row(
    'exec',
    'text/format.ts',
    {
      words: ['exec', '--', 'true'],
      before: ({ sts }) => ({ MFA_ENV_CODE_COMMAND: `echo ${sts.freshCode(serial)}` }),
    },
    'default · 111122223333 · TIME left · new',
    0,
  ),
  row(
    'a command that is not there',
    'system/run-command.ts',
    { words: ['exec', '--', 'no-such-command'], before: (place) => begun(place).then(() => {}) },
    'no-such-command was not found',
    127,
  ),
  row(
    'a command that cannot be run',
    'system/run-command.ts',
    {
      words: ['exec', '--', './data'],
      before: async (place) => {
        await place.begin();
        place.write('data', '', 0o600);
      },
    },
    './data cannot be run (EACCES)',
    126,
  ),
  row(
    'a failure while a session lives',
    'text/colors.ts',
    { words: ['000000'], before: begun },
    'the code was refused: wrong, too old, or already used → wait for the next code, and check the clock of your authenticator → the session in this shell is valid for another TIME',
    1,
  ),
  row(
    'a typo while a session lives',
    'aws/no-keys.ts',
    { words: ['-p', 'defualt'], before: begun },
    'no profile defualt → did you mean default?',
    3,
  ),
  row(
    'stdout takes no more',
    'bin.ts',
    { line: '"$@" >/dev/full' },
    'the output could not be written (ENOSPC) → a new session is in the cache',
    1,
  ),
];
