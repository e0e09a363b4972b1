import { accountOfKeyId } from '../key-ids.ts';
import { findKey } from '../lookup.ts';
import { invalidRequest, notWithSession } from '../refusal.ts';
import { validate } from '../validation.ts';
import type { Action } from './action.ts';

/** GetAccessKeyInfo: the account of a key, which need not exist. AWS's text for an id without an account is unknown. */
export const getAccessKeyInfo: Action = ({ caller, fields, world }) => {
  validate(fields, [{ field: 'AccessKeyId', required: true, pattern: '[\\w]*', min: 16, max: 128 }]);
  if (caller.session && caller.kind !== 'role') throw notWithSession('GetAccessKeyInfo');
  const { AccessKeyId: id = '' } = fields;
  const account = findKey(world, id)?.account.id ?? accountOfKeyId(id);
  if (account === undefined) throw invalidRequest('Invalid Access Key ID');
  return [['Account', account]];
};
