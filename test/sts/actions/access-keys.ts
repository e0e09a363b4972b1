import { isoSeconds } from '../answers.ts';
import { callerArn } from '../caller.ts';
import { newAccessKeyId } from '../key-ids.ts';
import { findKey } from '../lookup.ts';
import { mayNotCallIam, noSuchEntity, overQuota } from '../refusal.ts';
import { newSecret } from '../tokens.ts';
import type { TextRule } from '../validation.ts';
import type { AccessKey, User } from '../world.ts';
import type { Element } from '../xml.ts';
import type { Action, Call } from './action.ts';
import { admit, authorize, targetUser } from './iam-user.ts';
import { PAGE_RULES, page } from './pages.ts';

/** How many access keys a user may have; inactive ones count. */
const MOST_KEYS = 2;

const KEY_ID: TextRule = { field: 'AccessKeyId', required: true, pattern: '[\\w]+', min: 16, max: 128 };
const status = ({ active }: AccessKey): string => (active ? 'Active' : 'Inactive');

function keyOf(user: User, { fields }: Call): AccessKey {
  const key = user.keys.find(({ id }) => id === fields.AccessKeyId);
  if (!key) throw noSuchEntity(`The Access Key with id ${fields.AccessKeyId} cannot be found.`);
  return key;
}

/** IAM ListAccessKeys: never a secret. */
export const listAccessKeys: Action = (call) => {
  const user = targetUser(call, 'ListAccessKeys', { rules: PAGE_RULES, nameRequired: 'for-sessions' });
  const members = user.keys.map((key): Element[] => [
    ['UserName', user.name],
    ['AccessKeyId', key.id],
    ['Status', status(key)],
    ['CreateDate', key.createdAt ?? user.createdAt],
  ]);
  return page(call, 'AccessKeyMetadata', members);
};

/** IAM CreateAccessKey. AWS does not know the new key everywhere at once. */
export const createAccessKey: Action = (call) => {
  const { caller, world, now } = call;
  const user = targetUser(call, 'CreateAccessKey', { nameRequired: 'for-sessions' });
  if (user.keys.length >= MOST_KEYS) throw overQuota('AccessKeysPerUser', MOST_KEYS);
  const key = {
    id: newAccessKeyId('AKIA', caller.account.id),
    secret: newSecret(),
    active: true,
    createdAt: isoSeconds(now),
    knownFrom: now.getTime() + world.keyDelaySeconds * 1000,
  };
  user.keys.push(key);
  const children: Element[] = [
    ['UserName', user.name],
    ['AccessKeyId', key.id],
    ['Status', status(key)],
    ['SecretAccessKey', key.secret],
    ['CreateDate', key.createdAt],
  ];
  return [['AccessKey', children]];
};

/** IAM UpdateAccessKey: Active or Inactive. */
export const updateAccessKey: Action = (call) => {
  const rules = [KEY_ID, { field: 'Status', required: true, values: ['Active', 'Inactive'] }];
  const user = targetUser(call, 'UpdateAccessKey', { rules, nameRequired: 'for-sessions' });
  keyOf(user, call).active = call.fields.Status === 'Active';
  return undefined;
};

/** IAM DeleteAccessKey. Sessions that the key began go on. */
export const deleteAccessKey: Action = (call) => {
  const user = targetUser(call, 'DeleteAccessKey', { rules: [KEY_ID], nameRequired: 'for-sessions' });
  user.keys.splice(user.keys.indexOf(keyOf(user, call)), 1);
  return undefined;
};

/** IAM GetAccessKeyLastUsed. A key that was never used has no date, and N/A for the rest. */
export const getAccessKeyLastUsed: Action = (call) => {
  const { caller, fields, world } = call;
  admit(call, [KEY_ID]);
  const resource = `access key ${fields.AccessKeyId}`;
  authorize(call, 'GetAccessKeyLastUsed', resource);
  const owner = findKey(world, fields.AccessKeyId ?? '');
  const isOthers = caller.kind === 'user' && owner?.user !== caller.user;
  if (!owner?.user || isOthers) throw mayNotCallIam(callerArn(caller), 'GetAccessKeyLastUsed', resource);
  const { date, service = 'N/A', region = 'N/A' } = owner.key.lastUsed ?? {};
  const used: Element[] = [
    ...(date === undefined ? [] : ([['LastUsedDate', date]] as const)),
    ['ServiceName', service],
    ['Region', region],
  ];
  return [
    ['UserName', owner.user.name],
    ['AccessKeyLastUsed', used],
  ];
};
