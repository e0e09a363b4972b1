import { userArn } from '../arn.ts';
import type { Account, User } from '../world.ts';
import type { Element } from '../xml.ts';
import type { Action } from './action.ts';
import { targetUser } from './iam-user.ts';

/** The children of a `User` element. */
export function userElements(account: Account, user: User): Element[] {
  return [
    ['Path', user.path],
    ['UserName', user.name],
    ['UserId', user.id],
    ['Arn', userArn(account, user)],
    ['CreateDate', user.createdAt],
  ];
}

/** IAM GetUser. */
export const getUser: Action = (call) => [['User', userElements(call.caller.account, targetUser(call, 'GetUser'))]];
