import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import type { Outcome, Told } from './place.ts';
import { makeRealPlace, type RealPlace } from './real.ts';
import { inEach, load, type Shell, tell, withFunctions } from './shells.ts';

// C7.2a: a session that lives costs no process. The functions read it from a file of plain lines, and put the same into the
// shell, and say the same, as mfa-env; in any doubt they leave it to mfa-env.

let place: RealPlace;

beforeAll(async () => {
  place = await makeRealPlace();
  // Each start of mfa-env leaves a line.
  const logged = `#!/bin/sh\necho "$*" >>'${place.dir}/starts'\nexec '${inject('bin')}/mfa-env' "$@"\n`;
  writeFileSync(path.join(place.bin, 'mfa-env'), logged, { mode: 0o755 });
  place.env.PATH = `${place.bin}${path.delimiter}${place.env.PATH}`;
  place.env.AWS_PROFILE = 'acme';
  await setTimeout(2100); // what changed just now may change again
  await place.begin();
});
beforeEach(() => rmSync(path.join(place.dir, 'starts'), { force: true }));
afterAll(() => place.end());

function starts(): string[] {
  const log = path.join(place.dir, 'starts');
  return existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
}

const run = (shell: Shell, line: string, env: Record<string, string> = {}): Promise<Told> =>
  place.told(shell, `${load(shell)}\n${line}\n${tell(shell)}`, { env });

/** Without what differs from run to run. */
const relevant = ({ env }: Told): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter(([name]) => /^(AWS|MFA_ENV)_/.test(name)));
const said = ({ stderr }: Outcome): string => stderr.replace(/\d+h \d\dm left/, 'LEFT');

inEach(withFunctions, (shell) => {
  const cases: [string, string, Record<string, string>][] = [
    ['a terminal without a session', 'authaws', {}],
    ['a profile by name', 'authaws -p acme', { AWS_PROFILE: '' }],
    ['in silence', 'authaws -q', {}],
  ];
  test.each(cases)('%s: the same as from mfa-env, and no start of it', async (_, line, env) => {
    const slow = await run(shell, `${line} --min-ttl 11m`, env);
    expect(starts().length).toBe(1);
    const fast = await run(shell, line, env);
    expect(starts().length).toBe(1);
    expect(fast.said).toBe(0);
    expect(relevant(fast)).toEqual(relevant(slow));
    expect(said(fast)).toEqual(said(slow));
  });
});
