import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { transform } from 'esbuild';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { makePlace, type Outcome, type Place } from '../shell/place.ts';
import { inEach, raw, type Shell, shells } from '../shell/shells.ts';

// Where Node is too old for mfa-env a bare eval fails: C2.8.

let place: Place;
const program = (): string => path.join(inject('installed'), 'dist/bin.cjs');
beforeAll(() => {
  place = makePlace();
  // Says to be a version of Node that it is not.
  writeFileSync(
    path.join(place.dir, 'older.cjs'),
    `const node = process.env.NODE_IS;
    Object.defineProperty(process, 'version', { value: 'v' + node });
    Object.defineProperty(process, 'versions', { value: { ...process.versions, node } });
    process.getBuiltinModule = undefined;`,
  );
});
afterAll(() => place.remove());

function inNode(shell: Shell, version: string, line: (command: string) => string): Promise<Outcome> {
  const command = `node --require '${place.dir}/older.cjs' '${program()}' -p acme`;
  return place.run(shell, line(command), { env: { NODE_IS: version } });
}

inEach(shells, (shell) => {
  const after = shell.speaks === 'fish' ? '; and echo TERRAFORM; or echo $status' : ' && echo TERRAFORM || echo $?';

  test('C2.8: with a Node that is too old a bare eval has status 3', async () => {
    const { stdout, stderr } = await inNode(shell, '18.20.8', (command) => `${raw(shell, command)}${after}`);
    expect(stdout).toBe('3\n');
    expect(stderr).toMatch(/^mfa-env: node v18\.20\.8 .*20\.19.*\n {2}.*\n$/);
  });
});

const bash = shells[0] as Shell;

test.each([
  ['12.22.12', '20.19'],
  ['20.18.3', '20.19'],
  ['21.7.3', '22.3'],
  ['22.2.0', '22.3'],
])('node %s is told that mfa-env needs %s', async (version, needed) => {
  const { status, stderr } = await inNode(bash, version, (command) => command);
  expect(status).toBe(3);
  expect(stderr).toContain(`needs ${needed} or newer`);
});

test.each(['20.19.0', '22.3.0', '24.0.0'])('node %s is new enough', async (version) => {
  const { stderr } = await inNode(bash, version, (command) => command);
  expect(stderr).not.toContain('too old');
});

test('an old Node can read bin.cjs: it has no syntax that Node 12 lacks', async () => {
  const needsChange = async (file: string): Promise<boolean> => {
    const text = readFileSync(path.join(path.dirname(program()), file), 'utf8');
    const written = async (target: string): Promise<string> => (await transform(text, { target })).code;
    return (await written('node12')) !== (await written('esnext'));
  };
  expect(await needsChange('bin.cjs')).toBe(false);
  expect(await needsChange('main.cjs'), 'the same sees newer syntax').toBe(true);
});
