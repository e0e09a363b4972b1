import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';

/** The secrets of a run, by their names. */
export type Secrets = Readonly<Record<string, string>>;

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

/** The same for the files below a folder, their names, and where links lead. @param allowed secret names, by path */
export function leaksInFiles(
  folder: string,
  secrets: Secrets,
  allowed: (file: string, mode: number) => string[],
): string[] {
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
