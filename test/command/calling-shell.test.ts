import { copyFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makePlace, type Place } from './run.ts';

// The shell behind a program that only starts another one is the shell that called: C2.11.

let place: Place;
beforeAll(async () => {
  place = await makePlace();
  await place.begin();
});
afterAll(() => place.end());

/** What a copy of dash prints that bears the name of such a program, called by sh, where $SHELL is fish. */
async function behind(...names: string[]): Promise<'sh' | '$SHELL'> {
  const programs = names.map((name) => {
    const file = path.join(place.dir, name);
    copyFileSync(realpathSync('/bin/sh'), file);
    return `${file} -c '"$@"; exit $?' sh`;
  });
  const { status, stdout } = await place.sh(`${programs.join(' ')} "$@"; exit $?`, ['-q'], {
    env: { SHELL: '/usr/bin/fish' },
  });
  expect(status).toBe(0);
  return stdout.startsWith('set ') ? '$SHELL' : 'sh';
}

const isDash = path.basename(realpathSync('/bin/sh')) === 'dash';

test.runIf(isDash).each(['timeout', 'env', 'nice', 'ionice', 'nohup', 'stdbuf', 'sudo', 'doas'])(
  'the shell that calls behind %s',
  async (name) => {
    expect(await behind(name)).toBe('sh');
  },
);

test.runIf(isDash)('the shell behind two of them, and none behind another program', async () => {
  expect(await behind('sudo', 'timeout')).toBe('sh');
  expect(await behind('runner')).toBe('$SHELL');
  expect(await behind('sudo', 'runner')).toBe('$SHELL');
});
