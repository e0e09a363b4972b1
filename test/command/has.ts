import { spawnSync } from 'node:child_process';

const known = new Map<string, boolean>();

/** Whether a program runs with these words. It is started once in each process of the tests: the AWS CLI takes its time. */
export function has(program: string, ...words: string[]): boolean {
  const line = [program, ...words].join('\0');
  const found = known.get(line) ?? spawnSync(program, words, { stdio: 'ignore' }).status === 0;
  known.set(line, found);
  return found;
}
