import { invalidRequest } from '../refusal.ts';
import { integer } from '../validation.ts';
import type { Element } from '../xml.ts';
import type { Action } from './action.ts';
import { targetUser, USER_NAME } from './iam-user.ts';

function startOf(marker: string | undefined): number {
  if (marker === undefined) return 0;
  const start = Number(Buffer.from(marker, 'base64').toString());
  if (!Number.isInteger(start) || start < 1) throw invalidRequest('Invalid Marker.');
  return start;
}

/** IAM ListMFADevices: the enabled devices of a user, page by page. */
export const listMfaDevices: Action = (call) => {
  const user = targetUser(call, 'ListMFADevices', ({ mayListDevices }) => mayListDevices, [
    USER_NAME,
    { field: 'Marker', min: 1, max: 320 },
    { field: 'MaxItems', integer: true, min: 1, max: 1000 },
  ]);
  const start = startOf(call.fields.Marker);
  const end = start + (integer(call.fields, 'MaxItems') ?? call.world.pageSize);
  const enabled = user.devices.filter((device) => device.enabled);
  const truncated = end < enabled.length;
  const members = enabled.slice(start, end).map(
    (device): Element => [
      'member',
      [
        ['UserName', user.name],
        ['SerialNumber', device.serial],
        ['EnableDate', device.enabledAt],
      ],
    ],
  );
  return [
    ['IsTruncated', String(truncated)],
    ['MFADevices', members],
    ...(truncated ? ([['Marker', Buffer.from(String(end)).toString('base64')]] as const) : []),
  ];
};
