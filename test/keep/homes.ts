import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'vitest';
import type { StoreName } from '../../src/aws/long-term-keys.ts';
import { makePlace, type Outcome, type Place } from '../command/run.ts';
import { isInstalled } from '../shell/shells.ts';

/** A store: the real programs, or a stand-in for those of macOS and 1Password. */
export interface Store {
  name: StoreName;
  /** The program that mfa-env starts. */
  program: string;
  /** What has to be on the machine. */
  needs: readonly string[];
  /** Makes it, unlocked. @returns the variables by which it is found, and the way to end it */
  open: (place: Place) => { env: Record<string, string>; end: () => void };
  /** How `program` is run. */
  command?: string;
}

function openKeyring(place: Place): ReturnType<Store['open']> {
  const { dir, env } = place;
  const data = path.join(dir, 'keyring');
  mkdirSync(data);
  const own: Record<string, string> = { ...env, XDG_DATA_HOME: data, XDG_RUNTIME_DIR: data };
  const words = ['--session', '--fork', '--print-address=1', '--print-pid=1', '--nopidfile'];
  const [address = '', bus] = execFileSync('dbus-daemon', words, { env: own, encoding: 'utf8' }).split('\n');
  own.DBUS_SESSION_BUS_ADDRESS = address;
  const keyring = spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], {
    env: own,
    stdio: [openSync(place.write('of-the-keyring', 'password'), 'r'), 'ignore', 'ignore'],
  });
  // A call before it is there would start another one, which nobody can unlock.
  const isThere =
    'dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets | grep true';
  const untilThere = `until ${isThere}; do sleep 0.1; done
    until printf x | timeout 3 secret-tool store --label=x is there; do sleep 0.1; done; secret-tool clear is there`;
  execFileSync('/bin/sh', ['-c', untilThere], { env: own, stdio: 'ignore', timeout: 20_000 });
  return {
    env: { DBUS_SESSION_BUS_ADDRESS: address },
    end: () => {
      keyring.kill();
      process.kill(Number(bus));
    },
  };
}

function openPass({ dir, env }: Place): ReturnType<Store['open']> {
  const own = { GNUPGHOME: path.join(dir, 'gpg'), PASSWORD_STORE_DIR: path.join(dir, 'pass') };
  mkdirSync(own.GNUPGHOME, { mode: 0o700 });
  const run = (program: string, ...words: string[]): string =>
    execFileSync(program, words, { env: { ...env, ...own }, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  // `default` is RSA, which takes seconds to find its primes.
  const make = ['--quick-gen-key', 'alice@example.com', 'future-default', 'default', 'never'];
  run('gpg', '--batch', '--passphrase', '', ...make);
  run('pass', 'init', 'alice@example.com');
  return { env: own, end: () => void run('gpgconf', '--kill', 'all') };
}

const standIn = (program: string): Pick<Store, 'program' | 'needs' | 'open' | 'command'> => ({
  program,
  needs: [],
  open: ({ dir }) => ({ env: { STAND_IN: path.join(dir, 'stand-in.json') }, end: () => {} }),
  command: `node '${path.join(import.meta.dirname, 'stand-ins.mjs')}' ${program}`,
});

const keyring = ['secret-tool', 'gnome-keyring-daemon', 'dbus-daemon'];

/** For what has nothing to do with the kind of the store. */
export const standInStore: Store = { name: '1password', ...standIn('op') };

const stores: readonly Store[] = [
  { name: 'secret-service', program: 'secret-tool', needs: keyring, open: openKeyring },
  { name: 'pass', program: 'pass', needs: ['pass', 'gpg'], open: openPass },
  { name: 'keychain', ...standIn('security') },
  standInStore,
];

/** The same tests with each store. One that is missing fails in CI and is skipped by name elsewhere. */
export function withEach(tests: (store: Store) => void): void {
  for (const store of stores) {
    const missing = store.needs.filter((program) => !isInstalled(program));
    if (missing.length === 0) describe(store.name, () => tests(store));
    else
      test.skipIf(process.env.CI !== 'true')(`${store.name} is on this machine`, () => {
        throw new Error(`${missing.join(', ')} is not installed, and nothing was kept in ${store.name}`);
      });
  }
}

/** A home folder with one store. */
export interface StoreHome extends Place {
  store: Store;
  /** The words of each start of the store's program since the last time. */
  starts: () => string[];
  /** From now on, a line of sh runs in the place of the program, which is in `"$@"`; '' for as it was. */
  instead: (line: string) => void;
  read: (file: string) => string;
}

export async function makeStoreHome(store: Store): Promise<StoreHome> {
  const place = await makePlace();
  const { env, end } = store.open(place);
  const log = path.join(place.dir, 'starts');
  const odd = path.join(place.dir, 'instead');
  const real =
    store.command ?? execFileSync('/bin/sh', ['-c', `command -v ${store.program}`], { encoding: 'utf8' }).trim();
  const script = `#!/bin/sh\nprintf '%s\\n' "$*" >>'${log}'\nset -- ${real} "$@"\n[ ! -e '${odd}' ] || . '${odd}'\nexec "$@"\n`;
  place.write(`bin/${store.program}`, script, 0o755);
  Object.assign(place.env, env, { PATH: `${path.join(place.home, 'bin')}:${place.env.PATH}` });
  return {
    ...place,
    store,
    starts: () => {
      const lines = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
      rmSync(log, { force: true });
      return lines;
    },
    instead: (line) => {
      if (line) place.write('../instead', `${line}\n`);
      else rmSync(odd, { force: true });
    },
    read: (file) => readFileSync(path.join(place.home, file), 'utf8'),
    end: async () => {
      end();
      await place.end();
    },
  };
}

/** Keeps the key of `default`, and looks whether that went well. */
export const keep = (home: StoreHome, ...words: string[]): Promise<Outcome> =>
  home.quick(['keep', ...words, '--in', home.store.name]);
