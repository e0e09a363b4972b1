import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import type { Place } from '../command/run.ts';

/** Alice's keys in the local IAM: `AKIA… on`. */
export const keysOf = ({ sts }: Place): string[] =>
  sts.user('alice').keys.map(({ id, active }) => `${id} ${active ? 'on' : 'off'}`);

/** Every key of the credentials file is one that AWS takes now, with its secret. */
export function expectWorking({ home, sts }: Place, where = ''): void {
  const text = readFileSync(path.join(home, '.aws/credentials'), 'utf8');
  const pairs = [...text.matchAll(/^aws_access_key_id = (\S+)\naws_secret_access_key = (\S+)$/gm)];
  expect(pairs.length, where).toBeGreaterThan(0);
  for (const [, id, secret] of pairs) {
    const key = sts.user('alice').keys.find((one) => one.id === id);
    const isKnown = (key?.knownFrom ?? 0) <= sts.now().getTime();
    expect({ secret: key?.secret, active: key?.active, isKnown }, where).toEqual({
      secret,
      active: true,
      isKnown: true,
    });
  }
}
