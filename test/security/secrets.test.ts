import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keyPair, makePlace, type Place, serial } from '../command/run.ts';
import { leaksOf, secretsOf, withFolders } from '../proof/secrets.ts';
import { canTrace, traced, wordsOf } from '../proof/trace.ts';

// C6.1, C8.1, C11: no secret stands in an argument, in a message, or in a file but its own, while commands run that write,
// start or hand on something. Of a new session, of rotate and of keep this is told beside them.

let place: Place;
let work: string;
beforeEach(async () => {
  place = await makePlace();
  work = withFolders(place);
  const role = 'source_profile = default\nrole_arn = arn:aws:iam::111122223333:role/admin\n';
  place.write('.aws/config', `[default]\nregion = eu-central-1\nmfa_serial = ${serial}\n[profile role]\n${role}`);
});
afterEach(() => place.end());

test.runIf(canTrace).each<[string, string[]]>([
  ['exec --live, and the line that renews', ['exec', '--live', 'role', '--', 'sh', '-c', 'cat "$AWS_CONFIG_FILE"']],
  ['exec --read-only', ['exec', 'role', '--read-only', '--', 'true']],
  ['doctor', ['doctor']],
  ['status, for programs', ['status', '--json']],
  ['logout', ['logout']],
])('%s', async (_, words) => {
  const code = place.sts.freshCode(serial);
  const session = secretsOf(code, await place.begin());
  const run = await traced(place, words, { cwd: work });
  expect(run.status).toBe(0);
  expect(leaksOf(place, { ...run, stderr: run.stdout + run.stderr, started: wordsOf(run.started) }, session)).toEqual(
    [],
  );
});

test.runIf(canTrace)('setup, with a key that the environment has', async () => {
  rmSync(path.join(place.home, '.aws'), { recursive: true });
  const env = { ...keyPair, SHELL: '/bin/bash' };
  const run = await traced(place, ['setup', '--yes', 'acme'], { env, cwd: work });
  expect(run.status).toBe(0);
  const secrets = secretsOf('000000', {});
  expect(leaksOf(place, { ...run, stderr: run.stdout + run.stderr, started: wordsOf(run.started) }, secrets)).toEqual(
    [],
  );
});
