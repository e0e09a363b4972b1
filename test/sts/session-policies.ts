import { brokenConstraints, malformedPolicy, policyTooLarge } from './refusal.ts';
import { type Fields, validate } from './validation.ts';
import type { Account } from './world.ts';
import type { Element } from './xml.ts';

// Session policies of AssumeRole: one as JSON, and ten managed ones by ARN. What they take away is not played.

/** A few of the managed policies that AWS has for everybody. */
const OF_AWS = ['ReadOnlyAccess', 'AdministratorAccess', 'job-function/ViewOnlyAccess', 'AmazonS3ReadOnlyAccess'];

const MOST_POLICIES = 10;
/** The characters that fill the space for policies and tags. */
const SPACE = 2048;

/** `PolicyArns.member.1.arn` and so on, in order. */
function policyArns(fields: Fields): string[] {
  const found = Object.entries(fields).flatMap(([name, value]) => {
    const [, number] = /^PolicyArns\.member\.(\d+)\.arn$/.exec(name) ?? [];
    return number === undefined ? [] : [{ number: Number(number), arn: value ?? '' }];
  });
  return found.sort((a, b) => a.number - b.number).map(({ arn }) => arn);
}

/** Checks the fields by the service model. */
export function validatePolicyArns(fields: Fields): void {
  const arns = policyArns(fields);
  const members = arns.map((arn, at) => [`PolicyArns.${at + 1}.member.arn`, arn] as const);
  validate(
    Object.fromEntries(members),
    members.map(([field]) => ({ field, min: 20, max: 2048 })),
  );
  if (arns.length > MOST_POLICIES) {
    const constraint = 'failed to satisfy constraint: Member must have length less than or equal to 10';
    throw brokenConstraints([`Value '[${arns.join(', ')}]' at 'policyArns' ${constraint}`]);
  }
}

/** Checks the policies themselves. They have to be of the account of the role, or AWS's own. */
export function packedPolicies(fields: Fields, { partition, id, policies = [] }: Account): Element[] {
  const { Policy: policy = '' } = fields;
  const arns = policyArns(fields);
  if (fields.Policy === undefined && arns.length === 0) return [];
  if (fields.Policy !== undefined && !isJson(policy)) throw malformedPolicy();
  const known = [
    ...OF_AWS.map((name) => `arn:${partition}:iam::aws:policy/${name}`),
    ...policies.map((name) => `arn:${partition}:iam::${id}:policy/${name}`),
  ];
  const unknown = arns.find((arn) => !known.includes(arn));
  if (unknown !== undefined) throw malformedPolicy(`Policy ${unknown} does not exist or is not attachable.`);
  const percent = Math.ceil((arns.join('').length + policy.length) / (SPACE / 100));
  if (percent > 100) throw policyTooLarge(percent);
  return [['PackedPolicySize', String(percent)]];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
