import { callerArn, callerId } from '../caller.ts';
import type { Action } from './action.ts';

/** GetCallerIdentity, which needs no permission and cannot be denied. */
export const getCallerIdentity: Action = ({ caller }) => [
  ['Arn', callerArn(caller)],
  ['UserId', callerId(caller)],
  ['Account', caller.account.id],
];
