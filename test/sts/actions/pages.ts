import { invalidRequest } from '../refusal.ts';
import { integer, type NumberRule, type TextRule } from '../validation.ts';
import type { Element } from '../xml.ts';
import type { Call } from './action.ts';

/** The rules for the two fields of every list. */
export const PAGE_RULES: readonly (TextRule | NumberRule)[] = [
  { field: 'Marker', pattern: '[\\u0020-\\u00FF]+', min: 1, max: 320 },
  { field: 'MaxItems', integer: true, min: 1, max: 1000 },
];

function startOf(marker: string | undefined): number {
  if (marker === undefined) return 0;
  const start = Number(Buffer.from(marker, 'base64').toString());
  if (!Number.isInteger(start) || start < 1) throw invalidRequest('Invalid Marker.');
  return start;
}

/** One page of a list: the element `name` with its members, whether there are more, and the marker for them. */
export function page({ fields, world }: Call, name: string, members: readonly Element[1][]): Element[] {
  const start = startOf(fields.Marker);
  const end = start + (integer(fields, 'MaxItems') ?? world.pageSize);
  const truncated = end < members.length;
  return [
    ['IsTruncated', String(truncated)],
    [name, members.slice(start, end).map((member) => ['member', member] as const)],
    ...(truncated ? ([['Marker', Buffer.from(String(end)).toString('base64')]] as const) : []),
  ];
}
