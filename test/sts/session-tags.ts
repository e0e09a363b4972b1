import type { Caller } from './caller.ts';
import { brokenConstraints, invalidParameter } from './refusal.ts';
import { type Fields, validate } from './validation.ts';

// Session tags of AssumeRole. Their texts are AWS's, as localstack's snapshots keep them.

const MOST_TAGS = 50;
const FORM = '[\\p{L}\\p{Z}\\p{N}_.:\\/=+\\-@]';

/** The values of `NAME.member.1END` and so on, in order. */
function members(fields: Fields, name: string, end = ''): string[] {
  const found: string[] = [];
  for (let number = 1; ; number++) {
    const value = fields[`${name}.member.${number}${end}`];
    if (value === undefined) return found;
    found.push(value);
  }
}

/** Checks the fields. @returns the keys of the tags that the next role's session will have */
export function transitiveTags(fields: Fields, { session }: Caller): string[] {
  const keys = members(fields, 'Tags', '.Key');
  const values = members(fields, 'Tags', '.Value');
  const named = [
    ...keys.map((key, at) => [`Tags.${at + 1}.member.key`, key] as const),
    ...values.map((value, at) => [`Tags.${at + 1}.member.value`, value] as const),
  ];
  validate(
    Object.fromEntries(named),
    named.map(([field]) =>
      field.endsWith('key')
        ? { field, pattern: `${FORM}+`, min: 1, max: 128 }
        : { field, pattern: `${FORM}*`, max: 256 },
    ),
  );
  if (keys.length > MOST_TAGS) {
    const constraint = 'failed to satisfy constraint: Member must have length less than or equal to 50';
    throw brokenConstraints([`Value '[${keys.join(', ')}]' at 'tags' ${constraint}`]);
  }
  const folded = keys.map((key) => key.toLowerCase());
  if (new Set(folded).size < folded.length) {
    throw invalidParameter('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  }
  const asked = members(fields, 'TransitiveTagKeys').map((key) => key.toLowerCase());
  if (asked.some((key) => !folded.includes(key))) {
    throw invalidParameter('The specified transitive tag key must be included in the requested tags.');
  }
  const inherited = session?.transitiveTags ?? [];
  if (folded.some((key) => inherited.includes(key))) {
    throw invalidParameter(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    );
  }
  return [...inherited, ...asked];
}

export const hasTags = (fields: Fields): boolean => fields['Tags.member.1.Key'] !== undefined;
