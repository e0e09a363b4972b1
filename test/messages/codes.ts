import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { entryFile, userKey } from '../../src/cache/keys.ts';
import { openCache } from '../../src/cache/open.ts';
import { codeOfCommand } from '../../src/mfa/code-command.ts';
import { takePromptLock } from '../../src/session/turns.ts';
import { keyPair, type Place, serial } from '../command/run.ts';
import { type How, type Row, row } from './row.ts';

const command = (line: string): How => ({ words: [], env: { MFA_ENV_CODE_COMMAND: line } });
/** A command that gives the code which is sent before, too. */
const again = (fault?: 'reset-after'): How => ({
  words: ['--refresh'],
  before: async (place) => {
    const env = { MFA_ENV_CODE_COMMAND: `echo ${place.sts.freshCode(serial)}` };
    if (fault) place.sts.fault({ kind: fault });
    await place.quick([], { env });
    return env;
  },
});
const prompt = 'MFA code for default (alice, ';

/** Another machine or container, on a shared home folder, asks for a code. */
const elsewhere =
  (host: string) =>
  ({ write, cache, sts }: Place): void => {
    const name = `${entryFile(cache, userKey(keyPair.AWS_ACCESS_KEY_ID, sts.url))}.lock`.slice(cache.length);
    const holder = { pid: 7, start: '1', host, namespace: 'pid:[7]', terminal: 'pts/3' };
    write(`.cache/mfa-env${name}`, JSON.stringify(holder));
  };

const asksElsewhere = (what: string, host: string, where: string): Row =>
  row(
    `another terminal asks, ${what}`,
    'session/turns.ts',
    {
      words: [],
      before: elsewhere(host),
      line: 'trap : INT; "$@" >/dev/null',
      keys: async (terminal) => {
        await terminal.until('to stop');
        terminal.press('\u0003');
      },
    },
    `waiting for the code in terminal pts/N, pid N ${where}; Ctrl-C to stop\ncancelled`,
    130,
  );

/** Where nobody can press Ctrl-C. */
async function waitInVain(): Promise<unknown> {
  const cache = mkdtempSync(path.join(tmpdir(), 'mfa-env-turn-'));
  const holder = { pid: 7, start: '', host: 'elsewhere', namespace: '', terminal: 'pts/3' };
  writeFileSync(`${entryFile(cache, userKey('AKIA', ''))}.lock`, JSON.stringify(holder));
  const asker = { cache: openCache(cache), userKey: userKey('AKIA', '') };
  const context = { env: {}, now: Date.now, warn: () => {}, watchSignals: () => {} };
  try {
    return await takePromptLock(asker, context, () => true, 1000);
  } finally {
    rmSync(cache, { recursive: true });
  }
}

const credentialsOf = (key = { id: '', secret: '' }): string =>
  `[default]\naws_access_key_id = ${key.id}\naws_secret_access_key = ${key.secret}\n`;

/** Codes, and where they come from. */
export const codeRows: Row[] = [
  row(
    'a turn that does not come',
    'session/turns.ts',
    { call: waitInVain },
    'waited 1s for the code in terminal pts/3, pid 7 on elsewhere → type it there, then try again',
    2,
  ),
  row(
    'a code that is too short',
    'mfa/code.ts',
    { words: ['12345'] },
    'the code has 5 digits, not 6 → type the six digits that your authenticator shows now',
    2,
  ),
  row(
    'one digit',
    'mfa/code.ts',
    { words: ['1'] },
    'the code has 1 digit, not 6 → type the six digits that your authenticator shows now',
    2,
  ),
  row(
    'letters for a code',
    'mfa/code.ts',
    { words: ['12a456'] },
    'the code is not six digits → type the six digits that your authenticator shows now',
    2,
  ),
  row(
    'a touched YubiKey',
    'mfa/code.ts',
    { words: ['cccccckdvvulgjvtkjdhtlrbjjctggdihuevikehtlil'] },
    'that is what a touched YubiKey types, not a code of six digits → type the six digits that your authenticator shows now',
    2,
  ),
  row(
    'an empty stdin',
    'mfa/code.ts',
    { words: ['-'], stdin: '\n' },
    'the code is empty → type the six digits that your authenticator shows now',
    2,
  ),
  row(
    'two lines on stdin: the first is the code',
    'mfa/code.ts',
    { words: ['-'], stdin: '12345\n654321\n' },
    'the code has 5 digits, not 6 → type the six digits that your authenticator shows now',
    2,
  ),
  row(
    'a stdin without an end',
    'mfa/code.ts',
    { words: ['-'], line: 'yes 7 | tr -d "\\n" | "$@"' },
    'the code has 256 digits, not 6 → type the six digits that your authenticator shows now',
    2,
  ),
  row(
    'no terminal',
    'mfa/code-source.ts',
    { words: ['-p', 'default'] },
    'a code is needed, but there is no terminal → start the session in a terminal, or with the code: eval "$(mfa-env default 123456)"',
    2,
  ),
  row(
    'no terminal, for exec',
    'mfa/code-source.ts',
    { words: ['exec', '--', 'true'] },
    'a code is needed, but there is no terminal → start the session in a terminal, or with the code: eval "$(mfa-env default 123456)"',
    2,
  ),
  row(
    'no terminal, for a session with options',
    'mfa/code-source.ts',
    { words: ['exec', 'default', '--role-arn', 'admin', '--read-only', '-d', '15m', '--', 'true'] },
    'a code is needed, but there is no terminal → start the session in a terminal, or with the code: eval "$(mfa-env default --role-arn admin --read-only -d 15m 123456)"',
    2,
  ),
  row(
    'a tool that asks from the background',
    'mfa/code-source.ts',
    { words: ['-f', 'json'], line: 'set -m; "$@" >/dev/null & wait $!', keys: async () => {} },
    'a code is needed, but this runs in the background → start the session in a terminal, or with the code: eval "$(mfa-env default 123456)"',
    2,
  ),
  row(
    'a code that was sent before',
    'mfa/send-code.ts',
    again(),
    'this code was already used → the next one comes in N s',
    1,
  ),
  row(
    'a code whose answer was lost',
    'mfa/send-code.ts',
    again('reset-after'),
    'the code was refused: the first try, which got no answer, may have used it → wait for the next code',
    1,
  ),
  row(
    'a command that fails',
    'mfa/code-command.ts',
    command('exit 3'),
    'the command for codes failed (3) → run it by hand to see why: it is MFA_ENV_CODE_COMMAND, or mfa_process of the profile',
    2,
  ),
  row(
    'a command that prints no code',
    'mfa/code-command.ts',
    command('echo hunter2'),
    'the command for codes printed no code: the code is not six digits → run it by hand to see why: it is MFA_ENV_CODE_COMMAND, or mfa_process of the profile',
    2,
  ),
  row(
    'a command that hangs',
    'mfa/code-command.ts',
    { call: () => codeOfCommand('sleep 9', {}, 100) },
    'the command for codes took longer than 0.1 s → run it by hand to see why: it is MFA_ENV_CODE_COMMAND, or mfa_process of the profile',
    2,
  ),
  row(
    'Ctrl-C at the prompt',
    'mfa/prompt.ts',
    {
      words: [],
      keys: async (terminal) => {
        await terminal.until(prompt);
        terminal.press('\u0003');
      },
    },
    'MFA code for default (alice, 111122223333): \ncancelled',
    130,
  ),
  row(
    'three wrong codes',
    'aws/error-text.ts',
    {
      words: [],
      keys: async (terminal) => {
        for (const code of ['000000', '111111', '222222']) {
          await terminal.until(prompt);
          terminal.line(code);
        }
      },
    },
    'MFA code for default (alice, 111122223333): ******\nwrong code: 2 tries left\nMFA code for default (alice, 111122223333): ******\nwrong code: 1 try left\nMFA code for default (alice, 111122223333): ******\nthe code was refused: wrong, too old, or already used → wait for the next code, and check the clock of your authenticator',
    1,
  ),
  row(
    'a wrong code of a hardware token',
    'aws/error-text.ts',
    {
      words: ['--serial', 'GAHT12345678', '000000'],
      before: ({ write, sts }) => void write('.aws/credentials', credentialsOf(sts.user('carol').keys[0])),
    },
    'the code was refused: wrong, too old, or already used → wait for the next code; if that is refused too, resync the token in the AWS console, Security credentials',
    1,
  ),
  row(
    'nothing, and half a code, at the prompt',
    'mfa/code.ts',
    {
      words: [],
      keys: async (terminal) => {
        for (const code of ['', '', '', '12345']) {
          await terminal.until(prompt);
          terminal.line(code);
        }
        await terminal.until('not 6');
        await terminal.until(prompt);
        terminal.press('\u0003');
      },
    },
    'MFA code for default (alice, 111122223333): \nMFA code for default (alice, 111122223333): \nMFA code for default (alice, 111122223333): \nMFA code for default (alice, 111122223333): *****\nthe code has 5 digits, not 6\nMFA code for default (alice, 111122223333): \ncancelled',
    130,
  ),
  asksElsewhere('on another machine', 'laptop', 'on laptop'),
  asksElsewhere('in another container', hostname(), 'of another container'),
];
