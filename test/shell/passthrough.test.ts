import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addFake, argumentsIn } from './fake.ts';
import { makePlace, type Place } from './place.ts';
import { inEach, load, type Shell, tell, withFunctions } from './shells.ts';

// `authaws` evaluates what prints code, and hands all other words to mfa-env as they are: C1.

let place: Place;
beforeAll(() => {
  place = makePlace();
  addFake(place);
});
afterAll(() => place.remove());

const commands = ['init', 'exec', 'console', 'status', 'list', 'doctor', 'policy', 'logout'];
const words = ['help', 'version'];
const read = [
  ...commands,
  ...words,
  ...['help exec', '-q help', 'exec acme -- true', 'console acme s3', 'logout acme', 'version -p acme'],
  ...['init bash', 'exec -p acme -- true', '-q status', '-p acme logout', '--region eu-west-1 list'],
  ...['-h', '--help', '-V', '--version', '--show', '123456 --show', '-p acme -h', '-qh'],
  ...['-f json', '-fjson', '-qf json', '--format json', '--format=json', '-p acme --format env'],
  ...['-s fish', '-sfish', '--shell posix', '--shell=posix'],
].map((line) => line.split(' '));
const evaluated = [
  ...['', '123456', '--clear -p acme', '-p acme', '-pfish', '--profile=status', '-w', '-w acme', '--refresh -q', '-q'],
  ...['acme', 'acme 123456', '123456 acme', 'acme -d 1h', 'refresh', 'refresh acme', 'clear acme', 'clear -p acme'],
  ...['-p help', '-p version', '-d help'],
  ...commands.map((name) => `-p ${name}`),
  ...['-p -h', '--profile --help', '-d status', '--duration exec', '--serial list', '--region init', '-qp status'],
  ...['--role-arn doctor', '--min-ttl policy', '-- status', '-p acme -- --help', '-p', '--serial', 'statuses'],
  ...['-p acme 123456', '--min-ttl', '-p -p'],
].map((line) => (line === '' ? [] : line.split(' ')));

/** What each line of words did to a shell: each in a file of its own, all in one start. */
async function sortOf(shell: Shell, lists: readonly (readonly string[])[]): Promise<string[]> {
  const file = (index: number): string => path.join(place.dir, `argv-${index}`);
  lists.forEach((_, index) => {
    rmSync(file(index), { force: true });
  });
  const lines = lists.map((words, index) => `FAKE_ARGV=${file(index)} authaws ${words.join(' ')} >/dev/null`);
  await place.run(shell, `${load(shell)}\n${lines.join('\n')}`);
  return lists.map((words, index) => {
    const got = argumentsIn(file(index));
    if (got.join('\n') === words.join('\n')) return `${words.join(' ')}: read`;
    expect(got).toEqual(['--shell', shell.speaks, ...words]);
    return `${words.join(' ')}: evaluated`;
  });
}

inEach(withFunctions, (shell) => {
  test('C1: what is there to be read is not captured', async () => {
    expect(await sortOf(shell, read)).toEqual(read.map((words) => `${words.join(' ')}: read`));
  });

  test('C1: what is there for the shell is evaluated', async () => {
    expect(await sortOf(shell, evaluated)).toEqual(evaluated.map((words) => `${words.join(' ')}: evaluated`));
  });

  test('C1: stdin, stdout, stderr and the status pass through', async () => {
    const text = 'export AWS_SESSION_TOKEN=evaluated\nset -gx AWS_SESSION_TOKEN evaluated\n\n\n';
    const { said, output, stderr, env } = await place.told(shell, `${load(shell)}\nauthaws status\n${tell(shell)}`, {
      env: { FAKE: 'cat' },
      stdin: text,
    });
    expect({ said, output, stderr }).toEqual({ said: 5, output: text, stderr: 'fake: to stderr\n' });
    expect(env).not.toHaveProperty('AWS_SESSION_TOKEN');
  });

  test('C2.1: what mfa-env writes on stderr is seen at once, not captured', async () => {
    const { stderr } = await place.run(shell, `${load(shell)}\nauthaws`, { env: { FAKE: 'fail' } });
    expect(stderr).toBe('mfa-env: no such profile\n');
  });
});
