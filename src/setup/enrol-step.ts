import { configuration } from '../errors.ts';
import { openAwsCalls } from '../session/aws-calls.ts';
import { enrolDevice } from './enrol.ts';
import type { Caller, Change, Guide } from './guide.ts';

/**
 * Makes an MFA device for a user who has none that shows codes.
 * @param preview what stands where the serial will be written
 * @param save writes its serial into the profile
 * @throws Failure
 */
export async function enrolNow(
  guide: Guide,
  preview: string,
  save: (serial: string) => Promise<Change>,
): Promise<Change> {
  const { ask, caller, context, resolved, changed } = guide;
  if (!resolved || !caller || !guide.isAsked) {
    throw configuration('this user has no MFA device', 'make one at a terminal: mfa-env setup');
  }
  const calls = await openAwsCalls(resolved, context);
  const { mfaDevices } = await import('../aws/sdk/mfa-devices.ts');
  const iam = await mfaDevices(await resolved.keys.pair(), resolved, resolved.files, context.env);
  ask.say([`${caller.user} has no MFA device yet. Setup makes one:`, preview]);
  const enrolled = await enrolDevice({ ...ownerOf(caller), iam, ask, context, explain: calls.explain });
  changed.push(`the MFA device ${enrolled.serial} is enabled`);
  guide.firstSession = enrolled.firstSession;
  return await save(enrolled.serial);
}

const ownerOf = ({ user, account, alias }: Caller): Pick<Caller, 'user' | 'account' | 'alias'> => ({
  user,
  account,
  alias,
});
