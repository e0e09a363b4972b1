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

/** Whether a text is the ARN of a role. The path of a role may hold any ASCII character but a blank. */
export const isRoleArn = (arn: string): boolean => /^arn:[\w-]+:iam::\d{12}:role\/[!-~]+$/.test(arn);

/** Fields of AssumeRole that a profile may set, with the patterns of STS (docs/aws.md, Sessions). */
const fields: Readonly<Record<string, { form: RegExp; description: string }>> = {
  external_id: { form: /^[\w+=,.@:/-]{2,1224}$/, description: '2 to 1224 letters, digits and _+=,.@:/-' },
  role_session_name: { form: /^[\w+=,.@-]{2,64}$/, description: '2 to 64 letters, digits and _+=,.@-' },
  source_identity: { form: /^[\w+=,.@-]{2,256}$/, description: '2 to 256 letters, digits and _+=,.@-' },
};

/**
 * The role of a profile. Its fields are checked here, because STS would refuse them only after a code was used.
 * @throws Failure (configuration) for a field that STS would refuse
 */
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
      `${field} of profile ${name} is not one that AWS accepts: ${settings[field]}`,
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
  };
}
