import { configuration, type Failure } from '../errors.ts';
import { configureLine, withProfile, word } from '../text/quote.ts';
import { allOf, nearest } from '../text/suggest.ts';
import { trail } from '../text/trail.ts';
import type { AwsFiles } from './files/read.ts';
import { holdsSession, type KeyPair, type Known, type Profile, profileNames, readProfile } from './profile.ts';
import { type Role, roleOf } from './role.ts';

/** Where the long-term keys are. */
export type KeySource =
  | { from: 'files' | 'environment'; keys: KeyPair }
  | { from: 'process'; command: string; profile: string };

/** How a profile comes to its credentials. */
export interface Chain {
  /** The profile, then its sources, nearest first. */
  chain: Profile[];
  source: KeySource;
  /** In the order in which they are assumed; the last one is the profile's own. */
  roles: Role[];
}

/**
 * Follows a profile to its long-term keys (C3.4). As in botocore, role_arn beats the keys of the profile that is
 * asked for, and the keys of a source profile beat its role_arn (docs/aws.md, Files).
 * @param environmentKeys the long-term pair of the environment, for `credential_source = Environment`
 * @param variable the environment variable that names the profile, for messages
 * @throws Failure (configuration) where the chain breaks, forms a loop or has no long-term keys
 */
export function followSourceChain(
  files: AwsFiles & { known?: Known },
  name: string,
  environmentKeys?: KeyPair,
  variable?: string,
): Chain {
  const chain: Profile[] = [];
  const names = new Set<string>();
  const roles: Role[] = [];
  for (let next = name; ; ) {
    const loop = files.known?.loops.get(next);
    if (loop) throw loop;
    const profile =
      readProfile(files, next) ?? longTermOnly(files, next) ?? missing(files, next, chain.at(-1)?.name, variable);
    chain.push(profile);
    names.add(next);
    const { settings, keys } = profile;
    const takesRole = !!settings.role_arn && (chain.length === 1 || !keys);
    if (takesRole) roles.unshift(roleOf(profile));
    const step = takesRole ? sourceOfRole(profile, environmentKeys) : sourceOfKeys(files, profile);
    if (typeof step !== 'string') return { chain, source: step, roles };
    if (names.has(step)) throw loopOf(chain, step, files.known);
    next = step;
  }
}

/** All that lead there go round in it, but for those that have keys: others may take these. */
function loopOf(chain: readonly Profile[], end: string, known: Known | undefined): Failure {
  const [first] = chain;
  const loop = configuration(
    `the source profiles form a loop: ${trail([...chain.map(({ name }) => name), end])}`,
    'break it: one of them needs keys of its own',
  );
  const endsAtKeys = first?.name === end && first.keys !== undefined;
  if (!endsAtKeys) for (const { name, keys } of chain) if (!keys) known?.loops.set(name, loop);
  return loop;
}

/** The keys of a role profile, or the name of the profile that has them. */
function sourceOfRole(profile: Profile, environmentKeys: KeyPair | undefined): KeySource | string {
  const { name, settings, keys } = profile;
  const { source_profile: source, credential_source: elsewhere } = settings;
  if (source && elsewhere) {
    throw configuration(
      `profile ${name} has both source_profile and credential_source`,
      'remove one of them; the AWS CLI refuses both together',
    );
  }
  if (elsewhere?.toLowerCase() === 'environment' && environmentKeys)
    return { from: 'environment', keys: environmentKeys };
  if (elsewhere) {
    throw configuration(
      `profile ${name} takes its keys from ${elsewhere}, where there are no long-term ones`,
      'an MFA code needs the access key of an IAM user: name its profile as source_profile',
    );
  }
  if (source && (source !== name || !keys)) return source;
  if (keys) return { from: 'files', keys };
  if (settings.credential_process) return { from: 'process', command: settings.credential_process, profile: name };
  const signsIn = signInOf(profile);
  if (signsIn) throw signsIn;
  throw configuration(
    `profile ${name} has a role_arn, and nothing says whose keys may assume it`,
    'add a line to it: source_profile = NAME',
  );
}

function sourceOfKeys(files: AwsFiles, profile: Profile): KeySource | string {
  const { name, settings, keys } = profile;
  if (keys) return { from: 'files', keys };
  if (profile.missingHalf) {
    throw configuration(
      `profile ${name} has half a pair of keys: ${profile.missingHalf} is missing`,
      `run: ${configureLine(name)}`,
    );
  }
  if (settings.credential_process) return { from: 'process', command: settings.credential_process, profile: name };
  if (settings.source_profile) return settings.source_profile;
  if (readProfile(files, `${name}-long-term`)) return `${name}-long-term`;
  throw noKeys(files, profile);
}

/** A profile that aws-mfa would make of its long-term section. */
const longTermOnly = (files: AwsFiles, name: string): Profile | undefined =>
  readProfile(files, `${name}-long-term`) && { name, settings: {}, warnings: [] };

function noKeys(files: AwsFiles, profile: Profile): Error {
  const { name, settings } = profile;
  const what = `profile ${name} has no long-term keys`;
  const signsIn = signInOf(profile);
  if (signsIn) return signsIn;
  if (holdsSession(settings)) {
    const owner = name.replace(/-mfa$/, '');
    if (owner !== name && readProfile(files, owner)) {
      return configuration(
        `profile ${name} holds a session, as --write puts it there`,
        `tools take it with --profile ${word(name)}; to renew it: ${withProfile('authaws', owner)} -w`,
      );
    }
    return configuration(
      `${what}, only those of a session`,
      `a session cannot start another; put the access key of your IAM user there: ${configureLine(`${name}-long-term`)}`,
    );
  }
  return configuration(what, `name a source_profile, or give it keys: ${configureLine(name)}`);
}

/** What gives a profile its credentials in a way that takes no code of ours. */
function signInOf({ name, settings }: Profile): Error | undefined {
  const profile = `--profile ${word(name)}`;
  if (settings.sso_session || settings.sso_start_url) {
    return configuration(
      `profile ${name} has no long-term keys: it signs in with SSO`,
      `SSO asks for MFA by itself: aws sso login ${profile}`,
    );
  }
  if (settings.login_session) {
    return configuration(
      `profile ${name} has no long-term keys: it signs in as the console does`,
      `the console asks for MFA by itself: aws login ${profile}`,
    );
  }
  if (settings.web_identity_token_file) {
    return configuration(
      `profile ${name} has no long-term keys: it shows the token of another system (web_identity_token_file)`,
      `AWS tools do that by themselves, and no MFA code goes with it: aws sts get-caller-identity ${profile}`,
    );
  }
  if (settings.include_profile) {
    return configuration(
      `profile ${name} has include_profile, which aws-vault alone reads`,
      'copy the lines of that profile into this one, or take it as source_profile instead',
    );
  }
  return undefined;
}

function missing(files: AwsFiles, name: string, askedBy: string | undefined, variable: string | undefined): never {
  if (/^\d{6}$/.test(name)) {
    throw configuration('no profile of that name: it looks like a code', 'a code stands alone: mfa-env 123456 -p NAME');
  }
  const known = profileNames(files);
  if (askedBy) {
    throw configuration(
      `profile ${askedBy} has source_profile = ${name}, and there is no such profile`,
      nearest(name, known),
    );
  }
  if (known.length === 0) {
    throw configuration(
      `no profile ${name}: there is nothing in ${files.config.path} or ${files.credentials.path}`,
      `it asks for the access key of your IAM user: ${configureLine(name)}`,
    );
  }
  if (variable) throw configuration(`${variable} names profile ${name}, which does not exist`, nearest(name, known));
  // Nobody named it: then a line to type says more than a list.
  const others = known.length > 1 ? `${allOf(known)}; ` : '';
  const choose = `${others}choose one: ${withProfile('authaws', known[0] ?? '')}`;
  throw configuration(`no profile ${name}`, name === 'default' ? choose : nearest(name, known));
}
