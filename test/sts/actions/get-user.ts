import { userArn } from '../arn.ts';
import type { Action } from './action.ts';
import { targetUser, USER_NAME } from './iam-user.ts';

/** IAM GetUser. */
export const getUser: Action = (call) => {
  const user = targetUser(call, 'GetUser', ({ mayGetUser }) => mayGetUser, [USER_NAME]);
  return [
    [
      'User',
      [
        ['Path', user.path],
        ['UserName', user.name],
        ['UserId', user.id],
        ['Arn', userArn(call.caller.account, user)],
        ['CreateDate', user.createdAt],
      ],
    ],
  ];
};
