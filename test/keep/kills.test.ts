import { cpSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keyLines, keyPair, serial } from '../command/run.ts';
import { killedAt } from '../proof/killed-at.ts';
import { canTrace } from '../proof/trace.ts';
import { keep, makeStoreHome, type StoreHome, standInStore } from './homes.ts';

// C9.2: killed at any moment, a profile can read its key, and the same command run again leads on to the end.

test.skipIf(canTrace || process.env.CI !== 'true')('strace is on this machine', () => {
  throw new Error('strace is not installed, and no kill at a system call was tried');
});

let home: StoreHome;
beforeEach(async () => {
  home = await makeStoreHome(standInStore);
});
afterEach(() => home.end());

const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = keyPair;
const document = `{"Version":1,"AccessKeyId":"${id}","SecretAccessKey":"${secret}"}`;

/** The key as the profile gets it: what stands in the file comes first. */
async function readable(): Promise<boolean> {
  if (home.read('.aws/credentials').includes(keyLines)) return true;
  const [, line] = /^credential_process = (.*)\n/m.exec(home.read('.aws/config')) ?? [];
  return line !== undefined && (await home.sh(line, [])).stdout === document;
}

/** Calls by which a file comes to be, and by which a program is started. All of them take minutes: ALL_KILLS=1. */
const decisive = ['rename', 'unlink', 'wait4'];
const calls = process.env.ALL_KILLS === '1' ? [...decisive, 'fsync', 'openat', 'clone3,clone,vfork,fork'] : decisive;

test.runIf(canTrace).each([
  ['keep', ['keep', '--in', '1password']],
  ['keep --undo', ['keep', '--undo']],
])('%s', { timeout: 300_000 }, async (name, words) => {
  home.write('.aws/config', `[default]\nmfa_serial = ${serial}\n`);
  home.write('.aws/credentials', `[default]\n${keyLines}`);
  if (name !== 'keep') await keep(home);
  const saved = path.join(home.dir, 'saved');
  const parts: [string, string][] = [
    [path.join(home.home, '.aws'), path.join(saved, 'aws')],
    [path.join(home.dir, 'stand-in.json'), path.join(saved, 'stand-in.json')],
  ];
  home.write('../stand-in.json', name === 'keep' ? '{}' : home.read('../stand-in.json'));
  for (const [own, copy] of parts) cpSync(own, copy, { recursive: true });
  const states = new Set<string>();
  const state = (): string => home.read('.aws/config') + home.read('.aws/credentials') + home.read('../stand-in.json');
  let kills = 0;
  for (const call of calls) {
    for (let nth = 1, killed = true; killed; nth += call === 'openat' ? 40 : 1) {
      for (const [own, copy] of parts) {
        rmSync(own, { recursive: true });
        cpSync(copy, own, { recursive: true });
      }
      const { status } = await home.sh(killedAt(call, nth), words);
      killed = status !== 0;
      kills += killed ? 1 : 0;
      const where = `${call} ${nth}`;
      states.add(state());
      expect(await readable(), where).toBe(true);
      const again = await home.quick(words);
      // After its last step, nothing is left to undo.
      expect(again.status, where).toBe(again.stderr.includes('in no store') ? 3 : 0);
      expect(home.read('.aws/credentials').includes(secret), where).toBe(name !== 'keep');
      expect(/credential_process/.test(home.read('.aws/config')), where).toBe(name === 'keep');
      expect(home.read('../stand-in.json').includes(secret), where).toBe(name === 'keep');
      // A lock that is left goes with the next change.
      const left = readdirSync(path.join(home.home, '.aws')).filter((file) => !file.endsWith('.lock'));
      expect(left.sort(), where).toEqual(['config', 'credentials']);
    }
  }
  expect(kills).toBeGreaterThan(5);
  expect(states.size).toBe(4); // nothing, the first step, the second, the third
});
