import { configuration, type Failure } from '../errors.ts';
import { trail } from '../text/names.ts';
import { configureLine } from '../text/quote.ts';
import type { AwsFiles } from './files/read.ts';
import type { KeySource } from './long-term-keys.ts';
import { type Advice, missing, noKeys, otherSignInOf } from './no-keys.ts';
import { type KeyPair, type Known, type Profile, readProfile } from './profile.ts';
import { type Role, roleOf } from './role.ts';

export interface Chain {
  /** The profile, then its sources, nearest first. */
  chain: Profile[];
  source: KeySource;
  /** In the order in which they are assumed. The last one is that of the profile itself. */
  roles: Role[];
}

/**
 * Follows a profile to its long-term keys (C3.4). As in botocore, role_arn wins over the keys of the selected profile,
 * and the keys of a source profile win over its role_arn (docs/aws.md, Files).
 * @param environmentKeys for `credential_source = Environment`
 * @throws Failure (configuration) where the chain is broken, forms a loop or ends without long-term keys
 */
export function followSourceChain(
  files: AwsFiles & { known?: Known },
  name: string,
  environmentKeys?: KeyPair,
  advice: Advice = {},
): Chain {
  const chain: Profile[] = [];
  const names = new Set<string>();
  const roles: Role[] = [];
  for (let next = name; ; ) {
    const loop = files.known?.loops.get(next);
    if (loop) throw loop;
    const profile =
      readProfile(files, next) ?? longTermOnly(files, next) ?? missing(files, next, chain.at(-1)?.name, advice);
    chain.push(profile);
    names.add(next);
    const { settings, keys } = profile;
    const takesRole = !!settings.role_arn && (chain.length === 1 || !keys);
    if (takesRole) roles.unshift(roleOf(profile));
    const step = takesRole ? sourceOfRole(profile, environmentKeys) : sourceOfKeys(files, profile, advice);
    if (typeof step !== 'string') return { chain, source: step, roles };
    if (names.has(step)) throw loopOf(chain, step, files.known);
    next = step;
  }
}

/** Notes the failure for all profiles that lead into the loop, except those with keys, which others may still use. */
function loopOf(chain: readonly Profile[], end: string, known: Known | undefined): Failure {
  const [first] = chain;
  const loop = configuration(
    `the source profiles form a loop: ${trail([...chain.map(({ name }) => name), end])}`,
    'give one of them an access key of its own',
  );
  const endsAtKeys = first?.name === end && first.keys !== undefined;
  if (!endsAtKeys) for (const { name, keys } of chain) if (!keys) known?.loops.set(name, loop);
  return loop;
}

/** The keys of a role profile, or the name of the profile that has them. */
function sourceOfRole(profile: Profile, environmentKeys: KeyPair | undefined): KeySource | string {
  const { name, settings, keys } = profile;
  const { source_profile: source, credential_source: credentialSource } = settings;
  if (source && credentialSource) {
    throw configuration(
      `profile ${name} has both source_profile and credential_source`,
      'remove one of them; the AWS CLI refuses both together',
    );
  }
  if (credentialSource?.toLowerCase() === 'environment' && environmentKeys)
    return { from: 'environment', keys: environmentKeys };
  if (credentialSource) {
    throw configuration(
      `profile ${name} has credential_source = ${credentialSource}, which gives no access key of a user`,
      'set source_profile to a profile with the access key of an IAM user',
    );
  }
  if (source && (source !== name || !keys)) return source;
  if (keys) return { from: 'files', keys };
  if (settings.credential_process) return { from: 'process', command: settings.credential_process, profile: name };
  const otherSignIn = otherSignInOf(profile);
  if (otherSignIn) throw otherSignIn;
  throw configuration(`profile ${name} has role_arn but no source_profile`, 'add a line to it: source_profile = NAME');
}

function sourceOfKeys(files: AwsFiles, profile: Profile, advice: Advice): KeySource | string {
  const { name, settings, keys } = profile;
  if (keys) return { from: 'files', keys };
  if (profile.missingHalf) {
    throw configuration(
      `profile ${name} has half a key pair: ${profile.missingHalf} is missing`,
      `enter both again: ${configureLine(name)}`,
    );
  }
  if (settings.credential_process) return { from: 'process', command: settings.credential_process, profile: name };
  if (settings.source_profile) return settings.source_profile;
  if (readProfile(files, `${name}-long-term`)) return `${name}-long-term`;
  throw noKeys(files, profile, advice);
}

/** The profile that aws-mfa would create from its long-term section. */
const longTermOnly = (files: AwsFiles, name: string): Profile | undefined =>
  readProfile(files, `${name}-long-term`) && { name, settings: {}, warnings: [] };
