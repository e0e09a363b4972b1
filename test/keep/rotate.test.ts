import { expect, onTestFinished, test } from 'vitest';
import { keyLines, keyPair } from '../command/run.ts';
import { killedAt } from '../proof/killed-at.ts';
import { canTrace } from '../proof/trace.ts';
import { keysOf } from '../rotate/working.ts';
import { keep, makeStoreHome, type Store, type StoreHome, standInStore, withEach } from './homes.ts';

// C9.1, C9.2: a key that is kept in a store is rotated there.

const { AWS_ACCESS_KEY_ID: old, AWS_SECRET_ACCESS_KEY: oldSecret } = keyPair;

async function kept(store: Store): Promise<StoreHome> {
  const home = await makeStoreHome(store);
  onTestFinished(() => home.end());
  expect(await keep(home)).toMatchObject({ status: 0 });
  await home.begin();
  home.starts();
  return home;
}

const lineOf = (home: StoreHome): string => /^credential_process = (.*)\n/m.exec(home.read('.aws/config'))?.[1] ?? '';
/** The key that AWS's tools get. */
const given = async (home: StoreHome): Promise<{ id: string; secret: string }> => {
  const { AccessKeyId: id, SecretAccessKey: secret } = JSON.parse((await home.sh(lineOf(home), [])).stdout);
  return { id, secret };
};

withEach((store) => {
  test('rotate puts the new key there, takes the old one out, and the session goes on', async () => {
    const home = await kept(store);
    const line = lineOf(home);
    const { status, stdout, stderr } = await home.quick(['rotate', '--yes']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('Inactive') });
    const { id, secret } = home.sts.user('alice').keys.at(-1) ?? {};
    expect(keysOf(home)).toEqual([`${old} off`, `${id} on`]);
    expect(await given(home)).toEqual({ id, secret });
    expect(lineOf(home)).toBe(line.replace(old, id ?? ''));
    expect(home.read('.aws/credentials')).not.toMatch(/secret/);
    expect((await home.sh(line, [])).stdout).toBe('');
    for (const text of [stdout, stderr, home.starts().join()]) expect(text).not.toContain(secret);
    expect(await home.quick(['-q'])).toMatchObject({ status: 0 });
    expect(home.starts()).toEqual([]);
    expect(home.sts.calls('GetSessionToken')).toHaveLength(1);

    expect(await home.quick(['rotate', '--undo', '--yes'])).toMatchObject({ status: 0 });
    expect(await given(home)).toEqual({ id: old, secret: oldSecret });
    expect(await home.quick(['rotate', '--finish', '--yes'])).toMatchObject({ status: 0 });
    expect(keysOf(home)).toEqual([`${old} on`]);
  });
});

test('a section that holds the key as well gets the new one, too', async () => {
  const home = await kept(standInStore);
  home.write('.aws/credentials', `[other]\n${keyLines}`);
  expect(await home.quick(['rotate', 'default', '--yes'])).toMatchObject({ status: 0 });
  const { id, secret } = home.sts.user('alice').keys.at(-1) ?? {};
  expect(home.read('.aws/credentials')).toContain(`aws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`);
  expect(await given(home)).toEqual({ id, secret });
});

test.runIf(canTrace)(
  'killed at each file that it replaces: the key works, and the next run leads on',
  { timeout: 120_000 },
  async () => {
    let kills = 0;
    for (let nth = 1, killed = true; killed; nth++) {
      const home = await kept(standInStore);
      killed = (await home.sh(killedAt('rename', nth), ['rotate', '--yes'])).status !== 0;
      kills += killed ? 1 : 0;
      const now = await given(home);
      expect(home.sts.user('alice').keys, `${nth}`).toContainEqual(expect.objectContaining({ ...now, active: true }));
      const next = await home.run(['rotate', '--yes']);
      // A key whose secret was lost with its answer is deleted only where somebody says yes.
      if (next.status !== 0) expect(next.stderr, `${nth}`).toContain('whose secret was lost');
      const after = await given(home);
      expect(home.sts.user('alice').keys, `${nth}`).toContainEqual(expect.objectContaining({ ...after, active: true }));
    }
    expect(kills).toBeGreaterThan(3);
  },
);
