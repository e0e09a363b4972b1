import { configuration } from '../errors.ts';
import type { Profile } from './profile.ts';

/** A role as a profile describes it. Durations in seconds. */
export interface Role {
  arn: string;
  externalId?: string | undefined;
  sessionName?: string | undefined;
  duration?: number | undefined;
  sourceIdentity?: string | undefined;
}

/** RoleArn's form (sts.md section 2); a role's path may hold any character that is no blank. */
export const isRoleArn = (arn: string): boolean => /^arn:[\w-]+:iam::\d{12}:role\/[!-~]+$/.test(arn);

/** The other fields of AssumeRole that a profile gives, with STS's own patterns and lengths (sts.md section 2). */
const fields: Readonly<Record<string, { form: RegExp; words: string }>> = {
  external_id: { form: /^[\w+=,.@:/-]{2,1224}$/, words: '2 to 1224 letters, digits and _+=,.@:/-' },
  role_session_name: { form: /^[\w+=,.@-]{2,64}$/, words: '2 to 64 letters, digits and _+=,.@-' },
  source_identity: { form: /^[\w+=,.@-]{2,256}$/, words: '2 to 256 letters, digits and _+=,.@-' },
};

/**
 * The role of a profile.
 * @throws Failure (configuration) for what STS would refuse: by then a code would have been used
 */
export function roleOf({ name, settings }: Profile): Role {
  const { role_arn: arn = '', duration_seconds: seconds = '' } = settings;
  if (!isRoleArn(arn)) {
    throw configuration(
      `role_arn of profile ${name} is no role: ${arn}`,
      'a role looks like arn:aws:iam::111122223333:role/admin',
    );
  }
  const wrong = Object.entries(fields).find(([field, { form }]) => settings[field] && !form.test(settings[field]));
  if (wrong) {
    const [field, { words }] = wrong;
    throw configuration(`${field} of profile ${name} is none that AWS takes: ${settings[field]}`, `it has ${words}`);
  }
  return {
    arn,
    externalId: settings.external_id || undefined,
    sessionName: settings.role_session_name || undefined,
    // As in botocore, what is no number does not count.
    duration: /^\d+$/.test(seconds) ? Math.max(900, Number(seconds)) : undefined,
    sourceIdentity: settings.source_identity || undefined,
  };
}
