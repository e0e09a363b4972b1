import { commandLine, plainly, profileWords, type ToType } from '../cli/to-type.ts';
import { configuration, type Failure } from '../errors.ts';
import { allOf, nearest } from '../text/names.ts';
import { configureLine, word } from '../text/quote.ts';
import type { AwsFiles } from './files/read.ts';
import { profileName, sectionsNamed } from './files/sections.ts';
import { excerpts, holdsSession, type Profile, profileNames, readProfile } from './profile.ts';

// What is said of a profile that leads to no long-term keys.

export interface Advice {
  /** The environment variable that names the profile. */
  variable?: string | undefined;
  toType?: ToType | undefined;
}

/** The failure for a profile without keys of its own or of a source. */
export function noKeys(files: AwsFiles, profile: Profile, { toType }: Advice): Error {
  const { name, settings } = profile;
  const message = `profile ${name} has no access key`;
  const otherSignIn = otherSignInOf(profile);
  if (otherSignIn) return otherSignIn;
  if (holdsSession(settings)) {
    const owner = name.replace(/-mfa$/, '');
    if (owner !== name && readProfile(files, owner)) {
      return configuration(
        `profile ${name} holds a session that --write put there`,
        `use it with --profile ${word(name)}, or renew it: ${commandLine({ profile: owner, write: true, toType })}`,
      );
    }
    return configuration(
      `profile ${name} holds only session keys`,
      `add the access key of your IAM user: ${configureLine(`${name}-long-term`)}`,
    );
  }
  if (isUnprefixed(files, name)) {
    return configuration(
      `profile ${name} has no access key: AWS tools do not read [${name}] in ${files.config.path}`,
      'put the word profile in front of the name there',
    );
  }
  return configuration(message, `name a source_profile, or give it an access key: ${configureLine(name)}`);
}

/** Whether the config file says where its key is, under a header without the word `profile`. */
function isUnprefixed({ config }: AwsFiles, name: string): boolean {
  const plain = [...sectionsNamed(config.text, name)].filter(({ header }) => profileName(header, 'config') !== name);
  return plain.some(({ body, end }) =>
    /^[ \t]*(?:role_arn|source_profile|credential_process|aws_access_key_id)\b/m.test(config.text.slice(body, end)),
  );
}

export const usesSso = (profile: Profile | undefined): boolean =>
  !!(profile?.settings.sso_session || profile?.settings.sso_start_url);

/** The failure for a profile that gets its credentials in another way, without a code of mfa-env. */
export function otherSignInOf(of: Profile): Error | undefined {
  const { name, settings } = of;
  const profile = `--profile ${word(name)}`;
  if (usesSso(of)) {
    return configuration(
      `profile ${name} has no access key: it signs in with SSO`,
      `SSO asks for MFA by itself: aws sso login ${profile}`,
    );
  }
  if (settings.login_session) {
    return configuration(
      `profile ${name} has no access key: it signs in with aws login`,
      `it asks for MFA by itself: aws login ${profile}`,
    );
  }
  if (settings.web_identity_token_file) {
    return configuration(
      `profile ${name} has no access key: it uses web_identity_token_file`,
      `AWS tools use it without an MFA code: aws sts get-caller-identity ${profile}`,
    );
  }
  if (settings.include_profile) {
    return configuration(
      `profile ${name} has include_profile, which only aws-vault reads`,
      'copy the lines of that profile into this one, or use source_profile instead',
    );
  }
  return undefined;
}

/** For `default`, the first words that a newcomer sees. Other files than AWS's own are named: a variable may be wrong. */
function nothingSetUp({ config, credentials }: AwsFiles, name: string, toType: ToType = plainly): Failure {
  const isUsual = /\/\.aws\/config$/.test(config.path) && /\/\.aws\/credentials$/.test(credentials.path);
  return name === 'default' && isUsual
    ? configuration('there is no AWS access key yet, and mfa-env needs one', `set one up: ${toType('setup')}`)
    : configuration(
        `no profile ${name}: ${config.path} and ${credentials.path} hold no profile`,
        `set it up: ${toType('setup', ...profileWords(name))}`,
      );
}

/** @param askedBy the profile whose source it is @throws Failure (configuration) */
export function missing(
  files: AwsFiles,
  name: string,
  askedBy: string | undefined,
  { variable, toType }: Advice,
): never {
  if (/^\d{6}$/.test(name)) {
    throw configuration(
      'no profile of that name: it looks like a code',
      `a code needs no option: ${(toType ?? plainly)('PROFILE', '123456')}`,
    );
  }
  const known = profileNames(files);
  if (askedBy) {
    throw configuration(`profile ${askedBy} has source_profile = ${name}, which does not exist`, nearest(name, known));
  }
  if (known.length === 0) throw nothingSetUp(files, name, toType);
  if (variable) throw configuration(`${variable} names profile ${name}, which does not exist`, nearest(name, known));
  // The user did not name `default`, so a command helps more than a list.
  if (name === 'default') throw noDefault(files, known, toType);
  throw configuration(`no profile ${name}`, nearest(name, known));
}

/** A profile that signs in another way, such as with SSO, is no choice; with no other one, its own way is told. */
function noDefault(files: AwsFiles, known: readonly string[], toType: ToType | undefined): Error {
  const excerptFor = excerpts(files);
  const elsewhere = (name: string): Error | undefined => {
    const profile = readProfile(excerptFor(name), name);
    return profile && !profile.keys ? otherSignInOf(profile) : undefined;
  };
  const ours = known.filter((name) => !elsewhere(name));
  const [first] = ours;
  if (first === undefined) return elsewhere(known[0] ?? '') ?? nothingSetUp(files, 'default', toType);
  const others = ours.length > 1 ? `${allOf(ours)}; ` : '';
  return configuration('no profile default', `${others}for example: ${commandLine({ profile: first, toType })}`);
}
