import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mayMount } from '../command/mount.ts';
import { makePlace, type Options, type Place } from '../command/run.ts';
import { isInstalled } from '../shell/shells.ts';

// `--write` on a machine that is full or broken leaves the old file: C5.4. The same of the cache: machine.test.ts.

let place: Place;
beforeEach(async () => {
  place = await makePlace();
});
afterEach(() => place.end());

const canTrace = isInstalled('strace');

/** `--write` where the credentials file cannot be replaced: it is said, and the file stands as it was. */
async function expectUnwritten(line: string, code: string, env: Options['env'] = {}): Promise<void> {
  await place.begin();
  const file = path.join(place.home, '.aws/credentials');
  const [old, names] = [readFileSync(file), readdirSync(path.dirname(file))];
  const { status, stdout, stderr } = await place.sh(line, ['-w', 'target'], { env });
  expect({ status, stdout }).toEqual({ status: 3, stdout: '(exit 3);\n' });
  expect(stderr).toMatch(new RegExp(`^mfa-env: .*/\\.aws/credentials .*\\(${code}\\)\n {2}`));
  expect(readFileSync(file)).toEqual(old);
  expect(readdirSync(path.dirname(file))).toEqual(names);
  expect(await place.run(['-w', 'target'])).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('AWS_SESSION_TOKEN'),
  });
}

test.runIf(canTrace).each([
  ['fsync', 'EIO', 'EIO'],
  ['rename', 'EIO', 'EIO'],
  ['rename', 'EDQUOT', 'Unknown system error -122'],
  ['fchmod', 'EPERM', 'EPERM'],
])('%s fails with %s', async (call, code, said) => {
  const strace = `strace -qq -o /dev/null -e trace=${call} -e inject=${call}:error=${code}`;
  await expectUnwritten(`exec ${strace} "$@"`, said);
});

test('a limit to the size of files, as a quota', async () => {
  await expectUnwritten('ulimit -f 0; exec "$@"', 'EFBIG');
});

test.skipIf(!mayMount)('a full disk (needs a mount)', async () => {
  const line = `exec unshare -rm sh -c 'cp -a "$A" "$A.old" && mount -t tmpfs -o size=64k,mode=700 tmpfs "$A" &&
    cp -a "$A.old/." "$A" && { head -c 1000000 /dev/zero >"$A/x" 2>/dev/null; "$@"; s=$?; rm "$A/x"; rm -r "$A.old"; cp -a "$A" "$A.after"; exit $s; }' sh "$@"`;
  const aws = path.join(place.home, '.aws');
  const [old, names] = [readFileSync(path.join(aws, 'credentials')), readdirSync(aws)];
  await expectUnwritten(line, 'ENOSPC', { A: aws });
  expect(readdirSync(`${aws}.after`)).toEqual(names);
  expect(readFileSync(`${aws}.after/credentials`)).toEqual(old);
});
