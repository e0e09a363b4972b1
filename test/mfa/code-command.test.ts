import { expect, test } from 'vitest';
import { keysFromProcess } from '../../src/aws/long-term-keys.ts';
import { codeOfCommand } from '../../src/mfa/code-command.ts';

// Commands that hang: C3.4, C4.1. Their real limits are minutes.

const env = { PATH: process.env.PATH };
const soon = 300;

test.concurrent.each(['sleep 7', 'sleep 7 | cat', 'echo 123456; sleep 7', 'trap "" TERM INT HUP; sleep 7'])(
  'a command that hangs is ended: %s',
  async (command) => {
    const code = codeOfCommand(command, env, soon);
    await expect(code).rejects.toMatchObject({ status: 2, message: 'the command for codes took longer than 0.3 s' });
    const keys = keysFromProcess(command, 'acme', env, soon);
    const message = 'credential_process of profile acme took longer than 0.3 s';
    await expect(keys).rejects.toMatchObject({ status: 3, message });
  },
);

test('a command that waits for input gets none, and ends', async () => {
  await expect(codeOfCommand('cat; echo 123456', env)).resolves.toBe('123456');
  await expect(keysFromProcess('cat', 'acme', env)).rejects.toThrow('printed no JSON');
});
