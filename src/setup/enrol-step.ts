import { configuration } from '../errors.ts';
import type { Change, Guide } from './guide.ts';

/**
 * Makes an MFA device for a user who has none that shows codes.
 * @param save writes its serial into the profile
 */
export async function enrolNow(_guide: Guide, _save: (serial: string) => Promise<Change>): Promise<Change> {
  throw configuration('this user has no MFA device', 'add one in the AWS console: your name, Security credentials');
}
