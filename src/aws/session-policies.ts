import { usage } from '../errors.ts';
import { accountOf } from './device.ts';

// Session policies: a role session may do only what its role and one of these policies allow (C11.2). AssumeRole takes them
// as PolicyArns; GetSessionToken takes none.

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

/**
 * The policies for a session of this role; undefined for none.
 * @throws Failure (usage) for a policy of another account than the role's, which AWS does not take
 */
export function policiesFor(roleArn: string, { readOnly, policyArns }: Limits): string[] | undefined {
  const [, partition = 'aws'] = roleArn.split(':');
  const own = accountOf(roleArn);
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
