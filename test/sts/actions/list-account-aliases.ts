import type { Action } from './action.ts';
import { admit, authorize } from './iam-user.ts';
import { PAGE_RULES, page } from './pages.ts';

/** IAM ListAccountAliases: one at most. */
export const listAccountAliases: Action = (call) => {
  const { alias } = call.caller.account;
  admit(call, PAGE_RULES);
  authorize(call, 'ListAccountAliases', '*');
  return page(call, 'AccountAliases', alias === undefined ? [] : [alias]);
};
