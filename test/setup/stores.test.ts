import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readerOf } from '../../src/keep/stores.ts';
import { at } from '../command/at.ts';
import { keyLines, keyPair, serial } from '../command/run.ts';
import { makeStoreHome, type Store, type StoreHome, standInStore, withEach } from '../keep/homes.ts';
import { killedAt } from '../proof/killed-at.ts';
import { canTrace, newTrace } from '../proof/trace.ts';
import type { Terminal } from '../shell/terminal.ts';
import { questions } from './guided.ts';

// C8.1, C9.2: a key that setup takes can go straight into a store that works.

const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = keyPair;
const place = /Where do you want to keep the access key/;
const name = /Save it as/;
const document = { Version: 1, AccessKeyId: id, SecretAccessKey: secret };
const down = '\u001b[B\r';

interface Person {
  terminal: Terminal;
  answer: (question: RegExp, keys?: string) => Promise<string>;
  /** Types the key, and takes the second place, which is the store. */
  upToStore: () => Promise<void>;
}

/** A home without a key, and somebody at a terminal. */
async function open(store: Store): Promise<StoreHome> {
  const home = await makeStoreHome(store);
  onTestFinished(() => home.end());
  rmSync(path.join(home.home, '.aws'), { recursive: true });
  return home;
}

function person(home: StoreHome, { line = '"$@"', words = ['setup'], env = {} } = {}): Person {
  const terminal = at(home, line, words, { TERM: 'xterm-256color', ...env });
  const answer: Person['answer'] = async (question, keys = '\r') => {
    const shown = await terminal.until(question);
    const rest = await terminal.until(/└[^\n]*\n/);
    terminal.press(keys);
    return shown + rest;
  };
  const upToStore = async (): Promise<void> => {
    await answer(questions.id, `${id}\r`);
    await answer(questions.secret, `${secret}\r`);
    await answer(place, down);
  };
  return { terminal, answer, upToStore };
}

async function toTheEnd(home: StoreHome, { terminal, answer }: Person): Promise<void> {
  await answer(questions.region);
  await answer(questions.device);
  await answer(questions.code, `${home.sts.freshCode(serial)}\r`);
  await terminal.until('status=0');
}

const isFile = (home: StoreHome, file: string): boolean => existsSync(path.join(home.home, file));
const lineOf = (home: StoreHome): string => /^credential_process = (.*)\n/m.exec(home.read('.aws/config'))?.[1] ?? '';

/** What shows that each store cannot be used. */
const closed: Readonly<Record<string, Record<string, string>>> = {
  'secret-service': { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/dev/null/bus' },
  pass: { PASSWORD_STORE_DIR: '/dev/null/pass' },
  keychain: { STAND_IN: '/nowhere/keychain' },
  '1password': { STAND_IN: '/nowhere/1password' },
};

/** Has the program of each store fail where it is given something. */
const takesNothing = 'case "$*" in *" store "*|*" -i"|*" create "*|*" insert "*) exit 3;; esac';

withEach((store) => {
  test.runIf(canTrace)(
    'the typed key goes into it on standard input, and into no file; keep --undo brings it back',
    { timeout: 120_000 },
    async () => {
      const home = await open(store);
      const { strace, read } = newTrace(home);
      const alice = person(home, { line: `${strace.join(' ')} "$@"` });
      await alice.upToStore();
      expect(await alice.answer(name)).toContain(id);
      await toTheEnd(home, alice);
      const line = readerOf(store.name, id);
      expect(home.read('.aws/config')).toBe(
        `[default]\ncredential_process = ${line}\nregion = us-east-1\nmfa_serial = ${serial}\n`,
      );
      expect(isFile(home, '.aws/credentials')).toBe(false);
      expect(JSON.parse((await home.sh(line, [])).stdout)).toEqual(document);
      // Before and after it was put there, and by this test.
      const reads = home.starts().filter((words) => `${store.program} ${words}` === line);
      expect(reads).toHaveLength(3);

      const { started, written } = read();
      expect(started.length).toBeGreaterThan(4);
      for (const form of [secret, Buffer.from(secret).toString('hex'), Buffer.from(secret).toString('base64')]) {
        expect(started.join('\n')).not.toContain(form);
        expect(alice.terminal.everything()).not.toContain(form);
        const places = Object.keys(written).filter((where) => written[where]?.includes(form));
        expect(places.filter((where) => !/^(?:pipe|socket|UNIX|TCP)|\/stand-in\.json$/.test(where))).toEqual([]);
      }

      expect(await home.quick(['keep', '--undo'])).toMatchObject({ status: 0, stderr: '' });
      expect(home.read('.aws/credentials')).toBe(`[default]\n${keyLines}`);
      expect(statSync(path.join(home.home, '.aws/credentials')).mode & 0o777).toBe(0o600);
      expect((await home.sh(line, [])).stdout).toBe('');
    },
  );

  test('one that fails halfway is told, and can be taken again', async () => {
    const home = await open(store);
    home.instead(takesNothing);
    const alice = person(home, { words: ['setup', 'acme'] });
    await alice.upToStore();
    await alice.answer(name);
    await alice.terminal.until(new RegExp(`did not take the key: ${store.program} failed \\(3\\)`));
    home.instead('');
    await alice.answer(place, down);
    await alice.answer(name);
    await alice.terminal.until(questions.region);
    expect(JSON.parse((await home.sh(lineOf(home), [])).stdout)).toEqual(document);
    expect(isFile(home, '.aws/credentials')).toBe(false);
  });

  test('one that cannot be used is not offered', async () => {
    const home = await open(store);
    const alice = person(home, { env: closed[store.name] });
    await alice.answer(questions.id, `${id}\r`);
    await alice.answer(questions.secret, `${secret}\r`);
    await alice.answer(questions.name);
    await alice.terminal.until(questions.region);
    expect(alice.terminal.everything()).not.toMatch(place);
    expect(home.read('.aws/credentials')).toBe(`[default]\n${keyLines}`);
  });

  test.runIf(store.name === 'secret-service')('nobody starts a keyring to see whether one is there', async () => {
    const home = await open(store);
    const words = ['--session', '--fork', '--print-address=1', '--print-pid=1', '--nopidfile'];
    const [address = '', pid] = execFileSync('dbus-daemon', words, { encoding: 'utf8' }).split('\n');
    onTestFinished(() => void process.kill(Number(pid)));
    const alice = person(home, { env: { ...keyPair, DBUS_SESSION_BUS_ADDRESS: address } });
    await alice.terminal.until(questions.name);
    const list = 'dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.ListNames';
    const { stdout } = await home.sh(list, [], { env: { DBUS_SESSION_BUS_ADDRESS: address } });
    expect(stdout).toContain('org.freedesktop.DBus');
    expect(stdout).not.toContain('org.freedesktop.secrets');
  });
});

const env = keyPair;

test('--yes takes the file, and asks no store', async () => {
  const home = await open(standInStore);
  expect(await home.quick(['setup', '--yes'], { env })).toMatchObject({ status: 0 });
  expect(home.read('.aws/credentials')).toBe(`[default]\n${keyLines}`);
  expect(home.starts()).toEqual([]);
});

test('Enter takes the file: the store gets nothing', async () => {
  const home = await open(standInStore);
  const alice = person(home, { env });
  const shown = await alice.answer(place);
  expect(shown).not.toContain(secret);
  await alice.answer(questions.name);
  await alice.terminal.until(questions.region);
  expect(home.read('.aws/credentials')).toBe(`[default]\n${keyLines}`);
  expect(home.starts()).toEqual(['whoami']);
});

test('after a store that failed, the file can be taken', async () => {
  const home = await open(standInStore);
  home.instead(takesNothing);
  const alice = person(home, { env });
  await alice.answer(place, down);
  await alice.answer(questions.name, 'acme\r');
  await alice.terminal.until(/not saved yet/);
  await alice.answer(place);
  await alice.answer(questions.name, 'acme\r');
  await alice.terminal.until(questions.region);
  expect(home.read('.aws/credentials')).toBe(`[acme]\n${keyLines}`);
  expect(isFile(home, '.aws/config')).toBe(false);
});

test('a profile that gets its credentials in another way keeps its line', async () => {
  const home = await open(standInStore);
  const config = '[profile mine]\ncredential_process = my-keys\n';
  home.write('.aws/config', config);
  const alice = person(home, { env, words: ['setup', 'new'] });
  await alice.answer(place, down);
  await alice.answer(name, 'n');
  await alice.answer(questions.name, 'mine\r');
  await alice.terminal.until(/in another way/);
  alice.terminal.press('\u007f\u007f\u007f\u007facme\r');
  await alice.terminal.until(questions.region);
  expect(home.read('.aws/config')).toBe(
    `${config}\n[profile acme]\ncredential_process = ${readerOf('1password', id)}\n`,
  );
});

test('a store may ask for a password at the terminal', async () => {
  const home = await open(standInStore);
  const alice = person(home, { env });
  await alice.answer(place, down);
  home.instead('printf "unlock: " >/dev/tty; read -r word </dev/tty; [ "$word" = sesame ] || exit 1');
  await alice.answer(questions.name);
  for (const _ of ['before', 'put', 'after']) {
    await alice.terminal.until('unlock: ');
    alice.terminal.line('sesame');
  }
  await alice.terminal.until(questions.region);
  expect(home.read('.aws/config')).toContain(readerOf('1password', id));
});

/** The keychain's stand-in: unlike 1Password, it tells whether an entry is there. */
const keychain: Store = { ...standInStore, name: 'keychain', program: 'security' };
keychain.command = standInStore.command?.replace(/op$/, 'security') ?? '';

test('Ctrl-C while a store works: nothing is left in it', async () => {
  const home = await open(keychain);
  const alice = person(home, { env, line: 'trap : INT; "$@"' });
  await alice.answer(place, down);
  home.instead('[ "$4" != -i ] || { "$@"; echo there >/dev/tty; sleep 60; exit 1; }');
  await alice.answer(questions.name);
  await alice.terminal.until('there');
  alice.terminal.press('\u0003');
  await alice.terminal.until(/nothing was changed/);
  await alice.terminal.until('status=130');
  expect(isFile(home, '.aws/config')).toBe(false);
  expect(home.read('../stand-in.json')).toBe('{}');
});

test.runIf(canTrace)(
  'killed at any moment: no profile, or one that works; and setup goes on',
  { timeout: 300_000 },
  async () => {
    let [kills, profiles] = [0, 0];
    for (const call of ['rename', 'wait4']) {
      for (let nth = 1, isKilled = true; isKilled; nth++) {
        const home = await open(standInStore);
        const first = person(home, { env, line: `(${killedAt(call, nth)})` });
        const killedBefore = async (question: RegExp, keys: string): Promise<boolean> => {
          const shown = await first.terminal.until(new RegExp(`status=137|${question.source}`));
          if (shown.includes('status=137')) return true;
          await first.terminal.until(/└[^\n]*\n/);
          first.terminal.press(keys);
          return false;
        };
        isKilled =
          (await killedBefore(place, down)) ||
          (await killedBefore(name, '\r')) ||
          (await killedBefore(questions.region, '\u0003'));
        await first.terminal.close();
        const where = `${call} ${nth}`;
        kills += isKilled ? 1 : 0;
        expect(isFile(home, '.aws/credentials'), where).toBe(false);
        const line = isFile(home, '.aws/config') ? lineOf(home) : '';
        if (line) expect(JSON.parse((await home.sh(line, [])).stdout), where).toEqual(document);
        profiles += isKilled && line ? 1 : 0;
        const again = person(home, { env });
        if (!line) {
          await again.answer(place, down);
          await again.answer(name);
        }
        await again.terminal.until(questions.region);
        expect(JSON.parse((await home.sh(lineOf(home), [])).stdout), where).toEqual(document);
      }
    }
    expect(kills).toBeGreaterThan(3);
    expect(profiles).toBeLessThan(kills);
  },
);
