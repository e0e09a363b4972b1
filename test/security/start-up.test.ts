import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { applyStartUp } from '../../src/setup/start-up/apply.ts';
import { planStartUp } from '../../src/setup/start-up/plan.ts';
import { newHome } from '../setup/start-up/home.ts';
import { start } from '../shell/place.ts';
import { inEach, withFunctions } from '../shell/shells.ts';

// C8.1: whatever the folder of the functions is called, the line in the start-up file reads that file, and runs no name.

inEach(
  withFunctions.filter(({ name }) => name !== 'bash --posix'),
  ({ speaks: shell, command }) => {
    test.each([
      "it's",
      '$(touch pwn)',
      '`touch pwn`',
      '(touch pwn)',
      '"; touch pwn; "',
      "'; touch pwn; '",
      'a\\',
      '*?[x]',
    ])('in %s', async (name) => {
      const home = newHome();
      const env = { ...home.env, XDG_DATA_HOME: path.join(home.dir, name) };
      const plan = planStartUp(shell, env, {}, home.installation);
      applyStartUp(plan, env, home.installation);
      const made = path.join(env.XDG_DATA_HOME, 'mfa-env', `mfa-env.${shell}`);
      writeFileSync(made, 'echo read\n');
      const line = String(plan.files[0]?.line).replace('status is-interactive; and ', '');
      const run = [...command, '-c', line];
      const { stdout } = await start(run, { cwd: home.dir, env: { PATH: process.env.PATH ?? '', HOME: home.dir } });
      expect(stdout).toBe('read\n');
      expect(existsSync(path.join(home.dir, 'pwn'))).toBe(false);
    });
  },
);
