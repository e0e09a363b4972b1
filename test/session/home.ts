import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { vi } from 'vitest';
import type { Session } from '../../src/cache/entry.ts';
import { entryFile, hash } from '../../src/cache/keys.ts';
import type { Options } from '../../src/cli/options.ts';
import { normalizeArgs, parseFast } from '../../src/cli/parse.ts';
import type { Context } from '../../src/context.ts';
import { getSession, type Outcome } from '../../src/session/get-session.ts';
import { planFor } from '../../src/session/progress.ts';
import { remember } from '../../src/session/remember.ts';
import { resolveConfig, sessionRequest } from '../../src/session/resolve.ts';
import type { ResolvedConfig } from '../../src/session/resolved-config.ts';

export const device = (name: string): string => `arn:aws:iam::111122223333:mfa/${name}`;
export const keys = (id: string): string =>
  `[default]\naws_access_key_id = ${id}\naws_secret_access_key = not-a-secret\n`;
export const role = 'role_arn = arn:aws:iam::444455556666:role/admin\nsource_profile = default\n';
export const config = `[default]\nmfa_serial = ${device('alice')}\nregion = eu-west-1\n[profile other]\n${role}`;

/** Writes a file as an editor does: another file in the same place. */
export function place(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

export function placeBoth(home: string, config: string, credentials: string): void {
  place(path.join(home, '.aws/config'), config);
  place(path.join(home, '.aws/credentials'), credentials);
}

export type Variables = Record<string, string | undefined>;

export const contextOf = (home: string, env: Variables): Context => ({
  env: { HOME: home, ...env },
  now: () => 0,
  warn: () => {},
  watchSignals: () => {},
});

/** From now on the files have been there for a while. */
const later = (): void => void vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10_000 });

export const optionsOf = (argv: readonly string[]): Options => parseFast(normalizeArgs(argv))?.options ?? {};

/** The resolved configuration of a command line, and in the cache a session of its own for it. */
export async function settingWithSession(
  argv: readonly string[],
  context: Context,
  hours: number,
): Promise<ResolvedConfig> {
  later();
  const resolved = await resolveConfig(sessionRequest(optionsOf(argv)), context);
  const key = keyOf(resolved);
  const session: Session = {
    accessKeyId: hash(key),
    secretAccessKey: 's',
    sessionToken: 'a-token',
    expires: hours * 3600,
  };
  resolved.cache.write(key, session);
  return resolved;
}

const keyOf = (resolved: ResolvedConfig): string => planFor(resolved).steps.at(-1)?.cacheKey ?? '';

export const sessionFile = (resolved: ResolvedConfig): string =>
  entryFile(resolved.cache.folder ?? '', keyOf(resolved));

/** The long way, and that it is remembered. */
export async function findAndRemember(
  argv: readonly string[],
  resolved: ResolvedConfig,
  context: Context,
): Promise<Outcome> {
  const found = await getSession(resolved, context);
  remember(argv, optionsOf(argv), resolved, found, context.env);
  return found.outcome;
}
