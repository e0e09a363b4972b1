import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { dialects } from '../../src/shell/dialects.ts';
import { numbered } from './corpus.ts';
import type { Place } from './place.ts';
import { load, raw, type Shell, tell } from './shells.ts';

interface Way {
  /** Through authaws, rather than by an eval of one's own. */
  wrapped?: boolean;
  env?: Readonly<Record<string, string>>;
}

/** The values as they come back from a shell's environment. Many go through one start of a shell. */
export async function roundTrip(
  place: Place,
  shell: Shell,
  values: readonly string[],
  { wrapped = false, env = {} }: Way = {},
): Promise<unknown[]> {
  const set = numbered(values);
  const file = path.join(place.dir, 'text');
  writeFileSync(file, dialects[shell.speaks].change({ unset: [], set }));
  const line = wrapped ? `${load(shell)}\nauthaws` : raw(shell, `cat '${file}'`);
  const told = await place.told(shell, `${line}\n${tell(shell)}`, { env: { FAKE: 'text', FAKE_TEXT: file, ...env } });
  expect(told).toMatchObject({ said: 0, output: '', stderr: '' });
  return Object.keys(set).map((name) => told.env[name]);
}
