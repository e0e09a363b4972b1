import type { Element } from '../xml.ts';
import type { Action } from './action.ts';
import { targetUser } from './iam-user.ts';
import { PAGE_RULES, page } from './pages.ts';

/** IAM ListMFADevices: the enabled devices of a user, page by page. */
export const listMfaDevices: Action = (call) => {
  const user = targetUser(call, 'ListMFADevices', { rules: PAGE_RULES });
  const members = user.devices
    .filter(({ enabled }) => enabled)
    .map(({ serial, enabledAt }): Element[] => [
      ['UserName', user.name],
      ['SerialNumber', serial],
      ['EnableDate', enabledAt],
    ]);
  return page(call, 'MFADevices', members);
};
