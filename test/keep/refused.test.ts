import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keyLines, keyPair, type Place } from '../command/run.ts';
import { canTrace, traced } from '../proof/trace.ts';
import { keep, makeStoreHome, type StoreHome, withEach } from './homes.ts';

// C9.2: a store that cannot be used costs nobody a key; and no secret is an argument, or in a file that is not the store's.

const { AWS_SECRET_ACCESS_KEY: secret } = keyPair;
const credentials = `[default]\n${keyLines}`;

const open = async (...words: Parameters<typeof makeStoreHome>): Promise<StoreHome> => {
  const home = await makeStoreHome(...words);
  onTestFinished(() => home.end());
  home.write('.aws/credentials', credentials);
  return home;
};
const configOf = ({ home }: Place): string => readFileSync(path.join(home, '.aws/config'), 'utf8');

/** What makes each store unusable. */
const broken: Readonly<Record<string, Record<string, string>>> = {
  'secret-service': { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/dev/null/bus' },
  pass: { GNUPGHOME: '/dev/null/gpg' },
  keychain: { STAND_IN: '/dev/null/keychain' },
  '1password': { STAND_IN: '/dev/null/1password' },
};

/** Locks a store that has entries; a stand-in has no lock. */
const locks: Readonly<Record<string, string>> = {
  'secret-service':
    'dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets org.freedesktop.Secret.Service.Lock array:objpath:/org/freedesktop/secrets/collection/login',
  pass: 'mv "$GNUPGHOME/private-keys-v1.d" "$GNUPGHOME/elsewhere"',
};

withEach((store) => {
  const lock = locks[store.name];
  test.runIf(lock)('a locked one is not written over', async () => {
    const home = await open(store);
    const config = configOf(home);
    await keep(home);
    home.write('.aws/config', config);
    home.write('.aws/credentials', credentials);
    expect(await home.sh(lock ?? '', [])).toMatchObject({ status: 0 });
    expect(await keep(home)).toMatchObject({ status: 3, stderr: expect.stringContaining('does not give it') });
    expect(home.starts().filter((words) => /store|insert|clear|rm/.test(words))).toHaveLength(1);
    expect([home.read('.aws/credentials'), configOf(home)]).toEqual([credentials, config]);
  });

  test('without what it needs it is refused, in its own words and ours; the files stay as they are', async () => {
    const home = await open(store);
    const config = configOf(home);
    Object.assign(home.env, broken[store.name]);
    const { status, stderr } = await keep(home);
    expect({ status, stderr }).toEqual({
      status: 3,
      stderr: expect.stringContaining(`did not take the key: ${store.program} failed`),
    });
    expect(stderr).not.toContain(secret);
    expect(stderr).not.toContain(Buffer.from(secret).toString('hex'));
    expect([home.read('.aws/credentials'), configOf(home)]).toEqual([credentials, config]);
  });

  test.each<[string, string]>([
    ['another secret', `{"Version":1,"AccessKeyId":"${keyPair.AWS_ACCESS_KEY_ID}","SecretAccessKey":"x"}`],
    ['something else', 'x'],
  ])('%s by the same name stays there', async (_, text) => {
    const home = await open(store);
    await keep(home);
    const [, line = ''] = /^credential_process = (.*)\n/m.exec(configOf(home)) ?? [];
    expect(await home.quick(['keep', '--undo'])).toMatchObject({ status: 0 });
    home.instead(`[ "$*" = "$*" ] && printf '%s' '${text}' && exit`);
    expect(await keep(home)).toMatchObject({ status: 3, stderr: expect.stringContaining('holds something else') });
    home.instead('');
    expect(home.read('.aws/credentials')).toBe(credentials);
    expect((await home.sh(line, [])).stdout).toBe('');
  });

  test.runIf(canTrace)(
    'no program gets the secret as an argument, and no file but the store holds it',
    { timeout: 60_000 },
    async () => {
      const home = await open(store);
      for (const words of [
        ['keep', '--in', store.name],
        ['keep', '--undo'],
      ]) {
        const { status, stdout, stderr, started, written } = await traced(home, words);
        expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
        expect(started.length).toBeGreaterThan(2);
        for (const form of [secret, Buffer.from(secret).toString('hex'), Buffer.from(secret).toString('base64')]) {
          expect(started.join('\n')).not.toContain(form);
          expect(stdout).not.toContain(form);
          const places = Object.keys(written).filter((place) => written[place]?.includes(form));
          const own = /^(?:pipe|socket|UNIX|TCP)|\/\.aws\/\.?credentials|\/stand-in\.json|^\/dev\/pts|anon_inode/;
          expect(places.filter((place) => !own.test(place))).toEqual([]);
        }
      }
    },
  );
});
