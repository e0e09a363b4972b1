import { configuration, type Failure } from '../errors.ts';
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
import { type SessionTags, tagsOf } from './session-tags.ts';

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

/** Results that are shared where all profiles are read (excerpt.ts). */
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

/**
 * A long-term key pair; undefined if half is missing or the key is a session's (C3.3): ASIA (docs/aws.md, Sessions).
 */
export const longTermPair = (accessKeyId?: string, secretAccessKey?: string, token?: string): KeyPair | undefined =>
  accessKeyId && secretAccessKey && !isSession(accessKeyId, token) ? { accessKeyId, secretAccessKey } : undefined;

const isSession = (accessKeyId: string, token: string | undefined): boolean =>
  !!token || accessKeyId.startsWith('ASIA');

const ownKeys = (settings: Settings): KeyPair | undefined =>
  longTermPair(settings.aws_access_key_id, settings.aws_secret_access_key, tokenOf(settings));

const tokenOf = (settings: Settings): string | undefined => settings.aws_session_token || settings.aws_security_token;

export const holdsSession = (settings: Settings): boolean =>
  isSession(settings.aws_access_key_id ?? '', tokenOf(settings));

function missingHalf(settings: Settings): string | undefined {
  const names = ['aws_access_key_id', 'aws_secret_access_key'];
  const missing = names.filter((name) => !settings[name]);
  return missing.length === 1 ? missing[0] : undefined;
}

/** A role as a profile describes it. Durations in seconds. */
export interface Role extends SessionTags {
  arn: string;
  externalId?: string | undefined;
  sessionName?: string | undefined;
  duration?: number | undefined;
  sourceIdentity?: string | undefined;
  /** Session policies, in order. */
  policyArns?: readonly string[] | undefined;
}

/** The path of a role may hold any ASCII character but a blank. */
export const isRoleArn = (arn: string): boolean => /^arn:[\w-]+:iam::\d{12}:role\/[!-~]+$/.test(arn);

/** Fields of AssumeRole that a profile may set, with the patterns of STS (docs/aws.md, Sessions). */
const fields: Readonly<Record<string, { form: RegExp; description: string }>> = {
  external_id: { form: /^[\w+=,.@:/-]{2,1224}$/, description: '2 to 1224 letters, digits and _+=,.@:/-' },
  role_session_name: { form: /^[\w+=,.@-]{2,64}$/, description: '2 to 64 letters, digits and _+=,.@-' },
  source_identity: { form: /^[\w+=,.@-]{2,256}$/, description: '2 to 256 letters, digits and _+=,.@-' },
};

/** The role of a profile. STS would refuse a wrong field only after a code was used. @throws Failure (configuration) */
export function roleOf({ name, settings }: Profile): Role {
  const { role_arn: arn = '', duration_seconds: seconds = '' } = settings;
  if (!isRoleArn(arn)) {
    throw configuration(
      `role_arn of profile ${name} is not the ARN of a role: ${arn}`,
      'the ARN looks like arn:aws:iam::111122223333:role/admin',
    );
  }
  const bad = Object.entries(fields).find(([field, { form }]) => settings[field] && !form.test(settings[field]));
  if (bad) {
    const [field, { description }] = bad;
    throw configuration(
      `AWS does not accept the ${field} of profile ${name}: ${settings[field]}`,
      `it takes ${description}`,
    );
  }
  return {
    arn,
    externalId: settings.external_id || undefined,
    sessionName: settings.role_session_name || undefined,
    // botocore ignores a value that is not a number.
    duration: /^\d+$/.test(seconds) ? Math.max(900, Number(seconds)) : undefined,
    sourceIdentity: settings.source_identity || undefined,
    ...tagsOf(name, settings),
  };
}
