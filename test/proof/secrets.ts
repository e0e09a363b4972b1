import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { keyPair } from '../command/alice.ts';
import type { Place } from '../command/run.ts';
import type { Traced } from './trace.ts';

/** The secrets of a run, by their names. */
export type Secrets = Readonly<Record<string, string>>;

/** Those of a user whose keys are `keyPair`, with what a session put into the environment. */
export const secretsOf = (
  code: string,
  { AWS_SECRET_ACCESS_KEY = '?'.repeat(40), AWS_SESSION_TOKEN = '?'.repeat(40) }: Record<string, string>,
): Secrets => ({
  'long-term secret': keyPair.AWS_SECRET_ACCESS_KEY,
  code,
  'session secret': AWS_SECRET_ACCESS_KEY,
  token: AWS_SESSION_TOKEN,
});

/** Names of the secrets that stand in a text: as they are, or as a URL, JSON, base64 or hex would hold them. */
export function found(text: string, secrets: Secrets): string[] {
  return Object.entries(secrets).flatMap(([name, secret]) => {
    if (/^\d+$/.test(secret)) return new RegExp(`(?<![\\w.])${secret}(?![\\w])`).test(text) ? [name] : [];
    const bytes = Buffer.from(secret);
    const forms = [secret, encodeURIComponent(secret), bytes.toString('base64'), bytes.toString('hex')];
    // A part of a long one is one too; the beginning of a base64 text is the same whatever follows.
    const parts = [secret.slice(0, 16), secret.slice(-16), bytes.subarray(0, 15).toString('base64')];
    return [...forms, ...parts].some((form) => text.includes(form)) ? [name] : [];
  });
}

/** A line for each secret in each place. */
export function leaks(places: Readonly<Record<string, string>>, secrets: Secrets): string[] {
  return Object.entries(places).flatMap(([place, text]) =>
    found(text, secrets).map((name) => `the ${name} in ${place}`),
  );
}

/** The names of the secrets that a file may hold. */
export type MayHold = (file: string, mode: number) => string[];

/** Where a secret may stand: the credentials file as the user wrote it, and the cache where only its owner reads. */
export const allowedIn =
  ({ home, cache }: Place): MayHold =>
  (file, mode) => {
    if (file === path.join(home, '.aws/credentials')) return ['long-term secret'];
    const isCache = path.dirname(file) === cache && /^[0-9a-f]{16}\.json$|^[^.].*\.live$/.test(path.basename(file));
    return isCache && mode === 0o600 ? ['session secret', 'token'] : [];
  };

/** The place's folder for temporary files, and one to work in, where all that a run leaves is looked at. */
export function withFolders(place: Place): string {
  for (const folder of ['tmp', 'work']) mkdirSync(path.join(place.dir, folder));
  place.env.TMPDIR = path.join(place.dir, 'tmp');
  return path.join(place.dir, 'work');
}

/** What a run left and showed, but for its stdout. */
export function leaksOf(
  place: Place,
  { stderr = '', started = [], written = {} }: Partial<Traced>,
  secrets: Secrets,
  mayHold = allowedIn(place),
): string[] {
  const files = Object.entries(written).filter(([file]) => file.startsWith('/') && !file.startsWith('/dev/'));
  const intoFiles = files.flatMap(([file, text]) => {
    // What the cache's file is called before it is moved to its place.
    const target = file.replace(/\/\.([^/]+)\.mfa-env-[\d-]+$/, '/$1');
    const fine = mayHold(target, 0o600);
    return leaks({ [file]: text }, secrets).filter((leak) => !fine.some((name) => leak.startsWith(`the ${name} in `)));
  });
  const shown = leaks({ stderr, 'started programs': started.join('\n') }, secrets);
  return [...shown, ...intoFiles, ...leaksInFiles(place.dir, secrets, mayHold)];
}

/** The same for the files below a folder, their names, and where links lead. */
export function leaksInFiles(folder: string, secrets: Secrets, allowed: MayHold): string[] {
  return walk(folder).flatMap((file) => {
    const stat = lstatSync(file);
    const text = stat.isFile() ? readFileSync(file, 'latin1') : stat.isSymbolicLink() ? readlinkSync(file) : '';
    const fine = allowed(file, stat.mode & 0o777);
    return leaks({ [file]: `${path.basename(file)}\n${text}` }, secrets).filter(
      (leak) => !fine.some((name) => leak.startsWith(`the ${name} in `)),
    );
  });
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const whole = path.join(folder, entry.name);
    return entry.isDirectory() ? [whole, ...walk(whole)] : [whole];
  });
}
