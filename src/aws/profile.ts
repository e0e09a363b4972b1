import type { Failure } from '../errors.ts';
import { refusedIn } from './files/lint.ts';
import type { AwsFile, AwsFiles } from './files/read.ts';
import {
  lineAt,
  profileName,
  readSettings,
  type Section,
  type Settings,
  sections,
  sectionsNamed,
} from './files/sections.ts';

export interface KeyPair {
  accessKeyId: string;
  secretAccessKey: string;
}

export interface Profile {
  name: string;
  /** The credentials file wins over the config file, as in the SDKs. */
  settings: Settings;
  /** Long-term keys, never session keys (C3.3). */
  keys?: KeyPair | undefined;
  /** The missing setting of a half key pair, if no whole pair comes before it. */
  missingHalf?: string | undefined;
  /** Problems in the sections of this profile for which the AWS CLI would refuse the file. */
  warnings: string[];
}

/** Results that are shared where all profiles are read: see `excerpts`. */
export interface Known {
  profile: (name: string) => Profile | undefined;
  /** The failure of each profile whose sources form a loop. */
  loops: Map<string, Failure>;
}

/** Reads one profile; undefined where neither file has a section for it. */
export function readProfile(files: AwsFiles & { known?: Known }, name: string): Profile | undefined {
  if (files.known) return files.known.profile(name);
  const inConfig = [...sectionsNamed(files.config.text, name)];
  const inCredentials = [...sectionsNamed(files.credentials.text, name)];
  const named = inConfig.filter(({ header }) => profileName(header, 'config') === name);
  // In the config file `[profile default]` wins over `[default]`, as in the AWS CLI and the SDKs.
  const prefixed = named.filter(({ header }) => header.trim() !== name);
  const config = merge(files.config, prefixed.length > 0 ? prefixed : named);
  const credentials = merge(
    files.credentials,
    inCredentials.filter(({ header }) => profileName(header, 'credentials') === name),
  );
  const unprefixed = merge(
    files.config,
    inConfig.filter((section) => section.header.trim() === name && !named.includes(section)),
  );
  if (!config && !credentials && !unprefixed) return undefined;
  const holders = [credentials, config].filter((found) => found !== undefined);
  const withKeys = holders.findIndex(({ settings }) => ownKeys(settings));
  const before = withKeys < 0 ? holders : holders.slice(0, withKeys);
  return {
    name,
    settings: { ...pick(unprefixed?.settings, 'mfa_serial', 'region'), ...config?.settings, ...credentials?.settings },
    keys: ownKeys(holders[withKeys]?.settings ?? {}),
    missingHalf: before.map(({ settings }) => missingHalf(settings)).find((half) => half !== undefined),
    warnings: holders.flatMap(({ warnings }) => warnings),
  };
}

/** The names of all profiles, in the order of the files, each once. */
export function profileNames(files: AwsFiles): string[] {
  const names = new Set<string>();
  for (const kind of ['config', 'credentials'] as const) {
    for (const { header } of sections(files[kind].text)) {
      const name = profileName(header, kind);
      if (name) names.add(name);
    }
  }
  return [...names];
}

/** There is only one section, unless the file is faulty. */
function merge(file: AwsFile, found: Section[]): { settings: Settings; warnings: string[] } | undefined {
  const [first] = found;
  if (!first) return undefined;
  const settings = readSettings(found.map(({ body, end }) => file.text.slice(body, end)).join('\n'));
  const lines = (): string => found.map(({ start }) => lineAt(file.text, start)).join(' and ');
  const warnings =
    found.length > 1
      ? [`${file.path}: [${first.header}] appears twice, in lines ${lines()}`]
      : refusedIn(file.text.slice(first.start, first.end), () => lineAt(file.text, first.start)).map(
          (what) => `${file.path}${what}`,
        );
  return { settings, warnings };
}

/** Several guides write `[x]` for `[profile x]`, so its device and region count too (C3.2). */
function pick(settings: Settings = {}, ...names: string[]): Settings {
  return Object.fromEntries(names.filter((name) => name in settings).map((name) => [name, settings[name] ?? '']));
}

/** Undefined if half is missing, or for a session's key (C3.3): those begin with ASIA (docs/aws.md, Sessions). */
export const longTermPair = (accessKeyId?: string, secretAccessKey?: string, token?: string): KeyPair | undefined =>
  accessKeyId && secretAccessKey && !isSession(accessKeyId, token) ? { accessKeyId, secretAccessKey } : undefined;

const isSession = (accessKeyId: string, token: string | undefined): boolean =>
  !!token || accessKeyId.startsWith('ASIA');

/** The long-term pair in the settings of a section. */
export const ownKeys = (settings: Settings): KeyPair | undefined =>
  longTermPair(settings.aws_access_key_id, settings.aws_secret_access_key, tokenOf(settings));

/** A pair as the settings that hold it. */
export const keySettings = ({ accessKeyId, secretAccessKey }: KeyPair): Settings => ({
  aws_access_key_id: accessKeyId,
  aws_secret_access_key: secretAccessKey,
});

const tokenOf = (settings: Settings): string | undefined => settings.aws_session_token || settings.aws_security_token;

export const holdsSession = (settings: Settings): boolean =>
  isSession(settings.aws_access_key_id ?? '', tokenOf(settings));

function missingHalf(settings: Settings): string | undefined {
  const names = ['aws_access_key_id', 'aws_secret_access_key'];
  const missing = names.filter((name) => !settings[name]);
  return missing.length === 1 ? missing[0] : undefined;
}

/**
 * Cuts the files into what each profile needs, since reading all of 10,000 profiles from the whole text takes a minute.
 * Line numbers count within the excerpt.
 */
export function excerpts(files: AwsFiles): (name: string) => AwsFiles & { known: Known } {
  const parts = { config: byName(files, 'config'), credentials: byName(files, 'credentials') };
  const part = (kind: keyof AwsFiles, names: readonly string[]): AwsFiles[keyof AwsFiles] => ({
    path: files[kind].path,
    text: names.map((name) => parts[kind].get(name) ?? '').join(''),
  });
  const read = new Map<string, Profile | undefined>();
  const profile = (name: string): Profile | undefined => {
    if (!read.has(name)) {
      const own = { config: part('config', [name]), credentials: part('credentials', [name]) };
      read.set(name, readProfile(own, name));
    }
    return read.get(name);
  };
  const known: Known = { profile, loops: new Map() };
  return (name) => {
    const services = profile(name)?.settings.services;
    const names = [...new Set([name, 'default', ...(services ? [`services ${services}`] : [])])];
    return { config: part('config', names), credentials: part('credentials', names), known };
  };
}

function byName(files: AwsFiles, kind: keyof AwsFiles): Map<string, string> {
  const { text } = files[kind];
  const found = new Map<string, string>();
  for (const { header, start, end } of sections(text)) {
    const name = profileName(header, kind) ?? header.trim().replace(/^services[ \t]+(["']?)(.*)\1$/, 'services $2');
    const part = text.slice(start, end);
    found.set(name, `${found.get(name) ?? ''}${part}${/[\r\n]$/.test(part) ? '' : '\n'}`);
  }
  return found;
}
