import { configuration, usage } from '../errors.ts';
import { accountOf } from './device.ts';
import type { Settings } from './files/sections.ts';
import type { Profile } from './profile.ts';

/** A role as a profile describes it. Durations in seconds. */
export interface Role {
  arn: string;
  externalId?: string | undefined;
  sessionName?: string | undefined;
  duration?: number | undefined;
  sourceIdentity?: string | undefined;
  policyArns?: readonly string[] | undefined;
  tags?: readonly (readonly [key: string, value: string])[] | undefined;
  /** Keys of the tags that the sessions of next roles have, too. */
  transitiveTags?: readonly string[] | undefined;
}

/** The path of a role may hold any ASCII character but a blank. */
const isRoleArn = (arn: string): boolean => /^arn:[\w-]+:iam::\d{12}:role\/[!-~]+$/.test(arn);

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

/** A role as a person names it: its ARN, or its name with or without an account. */
export type RoleWord = { arn: string } | { account?: string | undefined; name: string };

/** Reads `ARN`, `ACCOUNT:ROLE` or `ROLE`, which may have a path; undefined for a piece of an ARN, a code, … */
export function roleWord(text: string): RoleWord | undefined {
  if (isRoleArn(text)) return { arn: text };
  const [, account, path = '', name = ''] = /^(?:(\d{12}):)?((?:[!-.0-9;-~]+\/)*)([\w+=,.@-]{1,64})$/.exec(text) ?? [];
  return name === '' || path.startsWith('role/') || /^\d+$/.test(text) ? undefined : { account, name: path + name };
}

export const roleArn = (partition: string, account: string, name: string): string =>
  `arn:${partition}:iam::${account}:role/${name}`;

/** AssumeRole takes so many (AWS STS API reference). */
const MOST_TAGS = 50;
const keyForm = /^[\p{L}\p{Z}\p{N}_.:/=+@-]{1,128}$/u;
const valueForm = /^[\p{L}\p{Z}\p{N}_.:/=+@-]{0,256}$/u;

/**
 * Under the names of aws-vault: `session_tags = team=web,stage=dev` and `transitive_session_tags = team`.
 * @throws Failure (configuration) for what STS would refuse after a code was used
 */
export function tagsOf(profile: string, settings: Settings): Pick<Role, 'tags' | 'transitiveTags'> {
  const tags = listed(settings.session_tags).map((tag): [string, string] => {
    const [key = '', ...value] = tag.split('=');
    return [key.trim(), value.join('=').trim()];
  });
  const transitiveTags = listed(settings.transitive_session_tags);
  const keys = tags.map(([key]) => key);
  const folded = keys.map((key) => key.toLowerCase());
  const twice = keys.find((_, at) => folded.indexOf(folded[at] ?? '') < at);
  const bad = tags.find(([key, value]) => !keyForm.test(key) || !valueForm.test(value));
  const alone = transitiveTags.find((key) => !keys.includes(key));
  const wrong =
    (bad && `session_tags of profile ${profile} has what no tag can be: ${bad.join('=')}`) ??
    (twice && `session_tags of profile ${profile} has ${twice} twice`) ??
    (tags.length > MOST_TAGS ? `session_tags of profile ${profile} has more than ${MOST_TAGS} tags` : undefined) ??
    (alone && `transitive_session_tags of profile ${profile} has ${alone}, which session_tags has not`);
  if (wrong) throw configuration(wrong, 'write them like session_tags = team=web,stage=dev');
  return { tags: orNone(tags), transitiveTags: orNone(transitiveTags) };
}

const listed = (text = ''): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one);

const orNone = <Item>(items: Item[]): Item[] | undefined => (items.length > 0 ? items : undefined);

// Session policies: a role session may do only what its role and one of these policies allow (C11.2).

/** What `--read-only` and `--policy-arn` ask for. */
export interface Limits {
  readOnly: boolean;
  policyArns: readonly string[];
}

/** AssumeRole takes so many (AWS STS API reference). */
const MOST_POLICIES = 10;

const readOnlyArn = (partition: string): string => `arn:${partition}:iam::aws:policy/ReadOnlyAccess`;

const SAMPLE = readOnlyArn('aws');

/** Checks what needs no role. @param policies ARNs with blanks between them @throws Failure (usage) */
export function checkedLimits(readOnly = false, policies?: string): Limits {
  const policyArns = [...new Set((policies ?? '').split(/\s+/).filter((arn) => arn))].sort();
  // As of an unset variable: without a policy the session could do all.
  if (policies !== undefined && policyArns.length === 0) {
    throw usage('--policy-arn names no policy', `the ARN looks like ${SAMPLE}`);
  }
  const bad = policyArns.find((arn) => !/^arn:[\w-]+:iam::(\d{12}|aws):policy\/[!-~]{1,2000}$/.test(arn));
  if (bad !== undefined)
    throw usage(`--policy-arn is not the ARN of a managed policy: ${bad}`, `the ARN looks like ${SAMPLE}`);
  if (policyArns.length + Number(readOnly) > MOST_POLICIES) {
    const also = readOnly ? ', and --read-only is one of them' : '';
    throw usage(`a session takes at most ten policies${also}`, 'put several into one policy of your own');
  }
  return { readOnly, policyArns };
}

/** For a session of this role. @throws Failure (usage) for a policy of another account: AWS would refuse it */
export function policiesFor(role: string, { readOnly, policyArns }: Limits): string[] | undefined {
  const [, partition = 'aws'] = role.split(':');
  const own = accountOf(role);
  const foreign = policyArns.find((arn) => {
    const [, of, , , account] = arn.split(':');
    return of !== partition || (account !== 'aws' && account !== own);
  });
  if (foreign !== undefined) {
    throw usage(
      `a policy has to be AWS's own or of the account of the role (${own}): ${foreign}`,
      `one of AWS's own is ${readOnlyArn(partition)}`,
    );
  }
  const all = new Set([...(readOnly ? [readOnlyArn(partition)] : []), ...policyArns]);
  return all.size > 0 ? [...all].sort() : undefined;
}

/** What a list shows of a session's policies: `read-only`, or their names. */
export function policiesLabel(policyArns: readonly string[]): string {
  const names = policyArns.map((arn) => arn.split('/').at(-1) ?? arn);
  return names.join() === 'ReadOnlyAccess' ? 'read-only' : names.join(', ');
}
