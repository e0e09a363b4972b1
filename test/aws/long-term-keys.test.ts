import { expect, test } from 'vitest';
import { keysFromProcess } from '../../src/aws/long-term-keys.ts';

// What a credential_process prints is taken for long-term keys, or refused with a cause: C3.4.

const env = { PATH: process.env.PATH };
const run = (command: string) => keysFromProcess(command, 'acme', env);
const print = (document: object): string => `printf %s '${JSON.stringify(document)}'`;

test('C3.4: a credential_process gives the keys of its document', async () => {
  const document = { Version: 1, AccessKeyId: 'AKIA', SecretAccessKey: 's"+/=', Other: true };
  expect(await run(print(document))).toEqual({ accessKeyId: 'AKIA', secretAccessKey: 's"+/=' });
  expect(await run(`echo noise >&2; ${print({ ...document, SessionToken: '' })}`)).toMatchObject({
    accessKeyId: 'AKIA',
  });
});

test.each<[string, string, RegExp]>([
  ['a status', 'echo hunter2; echo hunter2 >&2; exit 3', /failed \(3\)/],
  ['no program', '/nonexistent/program', /failed: a program that it names was not found \(127\)/],
  ['a signal', 'kill -9 $$', /failed/],
  ['nothing', 'true', /printed no JSON/],
  ['no JSON', 'echo hunter2', /printed no JSON/],
  ['a list', 'echo "[]"', /printed no AccessKeyId/],
  ['null', 'echo null', /printed no JSON/],
  ['no secret', print({ AccessKeyId: 'A' }), /printed no AccessKeyId or no SecretAccessKey/],
  ['an empty secret', print({ AccessKeyId: 'A', SecretAccessKey: '' }), /printed no AccessKeyId or no SecretAccessKey/],
  ['a number', print({ AccessKeyId: 1, SecretAccessKey: 'x' }), /printed no AccessKeyId or no SecretAccessKey/],
  ['a session', print({ AccessKeyId: 'A', SecretAccessKey: 'hunter2', SessionToken: 't' }), /printed session keys/],
  ['stdin', 'read -r line || echo no stdin; exit 9', /failed \(9\)/],
])('refused: %s', async (_, command, message) => {
  const failure = await run(command).catch((error: unknown) => error);
  expect(failure).toMatchObject({ status: 3, message: expect.stringMatching(message) });
  expect(String((failure as Error).message)).not.toContain('hunter2');
});
