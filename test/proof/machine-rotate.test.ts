import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mayMount } from '../command/mount.ts';
import { keyPair, makePlace, type Place, serial } from '../command/run.ts';
import { expectWorking, keysOf } from '../rotate/working.ts';
import { leaksOf, secretsOf, withFolders } from './secrets.ts';
import { canTrace, traced } from './trace.ts';

// rotate on a machine that is full or broken, or that is told to stop; and where its secrets are: C9.1.

let place: Place;
let session: Record<string, string>;
beforeEach(async () => {
  place = await makePlace();
  session = await place.begin();
});
afterEach(() => place.end());

const words = ['rotate', '--yes'];
const old = keyPair.AWS_ACCESS_KEY_ID;
const kept = (): string => path.join(place.home, '.aws/mfa-env');

test.runIf(canTrace).each(['fsync', 'rename', 'fchmod'])(
  'each %s fails in turn: the files hold a key that works, and none is left that nobody has',
  async (call) => {
    const failed: string[] = [];
    for (let nth = 1; nth <= 8; nth++) {
      const strace = `strace -qq -o /dev/null -e trace=${call} -e inject=${call}:error=ENOSPC:when=${nth}`;
      const { status, stderr } = await place.sh(`exec ${strace} "$@"`, words);
      if (status !== 0) failed.push(stderr);
      expectWorking(place, `${call} ${nth}`);
      // Where the cache could not be written, a code is needed again.
      const env = { MFA_ENV_CODE_COMMAND: `echo ${place.sts.freshCode(serial)}` };
      if (status !== 0)
        expect(await place.quick(words, { env }), `${call} ${nth}: ${stderr}`).toMatchObject({ status: 0 });
      expect(keysOf(place), `${call} ${nth}`).toHaveLength(2);
      expect(await place.quick([...words, '--finish'], { env })).toMatchObject({ status: 0 });
    }
    expect(failed.length).toBeGreaterThan(2);
    expect(failed.join('')).toContain('ENOSPC');
  },
  120_000,
);

test.skipIf(!mayMount)('a full disk (needs a mount): nothing is changed', async () => {
  const line = `exec unshare -rm sh -c 'cp -a "$A" "$A.old" && mount -t tmpfs -o size=64k,mode=700 tmpfs "$A" &&
    cp -a "$A.old/." "$A" && { head -c 1000000 /dev/zero >"$A/x" 2>/dev/null; "$@"; }' sh "$@"`;
  const { status, stderr } = await place.sh(line, words, { env: { A: path.join(place.home, '.aws') } });
  expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringContaining('ENOSPC') });
  expect(keysOf(place)).toEqual([`${old} on`]);
});

test('Ctrl-C while AWS makes the key: its secret is kept, and the next run goes on', async () => {
  place.sts.fault({ kind: 'latency', action: 'CreateAccessKey', ms: 1500 });
  const pid = path.join(place.dir, 'pid');
  const running = place.sh('"$@" & echo $! >"$PID_FILE"; wait $!', words, { env: { PID_FILE: pid } });
  await expect.poll(() => place.sts.calls('CreateAccessKey').length, { timeout: 20_000 }).toBe(1);
  process.kill(Number(readFileSync(pid, 'utf8')), 'SIGTERM');
  await running;
  expectWorking(place);
  const [file = ''] = readdirSync(kept()).filter((name) => name.endsWith('.json'));
  expect(readFileSync(path.join(kept(), file), 'utf8')).toContain(place.sts.user('alice').keys[1]?.secret);
  expect(await place.quick(words)).toMatchObject({ status: 0 });
  expect(keysOf(place)).toEqual([`${old} off`, expect.stringMatching(/ on$/)]);
});

test.runIf(canTrace)('secrets are in the two files, and nowhere else', async () => {
  const work = withFolders(place);
  const run = await traced(place, words, { cwd: work });
  expect(run).toMatchObject({ status: 0 });
  const { secret = '' } = place.sts.user('alice').keys[1] ?? {};
  const secrets = { ...secretsOf('000000', session), 'new secret': secret };
  const credentials = path.join(place.home, '.aws/credentials');
  const record = path.join(kept(), `rotation-${old}.json`);
  const mayHold = (file: string, mode: number): string[] => {
    if (file === credentials || file === record) return mode === 0o600 ? ['new secret', 'long-term secret'] : [];
    return path.dirname(file) === place.cache ? ['session secret', 'token'] : [];
  };
  expect(leaksOf(place, run, secrets, mayHold)).toEqual([]);
  expect(run.stdout).not.toContain(secret);
  expect(readFileSync(record, 'utf8')).not.toContain(secret);
  expect(readFileSync(credentials, 'utf8')).not.toContain(keyPair.AWS_SECRET_ACCESS_KEY);
});
