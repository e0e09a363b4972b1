import { configuration } from '../errors.ts';
import type { Save } from './device.ts';
import type { Change, Guide } from './guide.ts';

/** Makes an MFA device for a user who has none that shows codes. */
export async function enrolNow(_guide: Guide, _has: 'none' | 'security key', _save: Save): Promise<Change> {
  throw configuration('this user has no MFA device', 'add one in the AWS console: your name, Security credentials');
}
