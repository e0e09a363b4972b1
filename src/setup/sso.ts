import { word } from '../text/quote.ts';
import type { Change, Guide } from './guide.ts';

/** SSO asks for MFA by itself. Only an access key of an IAM user needs mfa-env. */
export async function tellSso({ ask, state }: Guide): Promise<Change> {
  const [first = '', ...others] = state.sso;
  const names = others.length > 0 ? `Profiles ${state.sso.slice(0, 5).join(', ')} sign` : `Profile ${first} signs`;
  ask.say([
    `${names} in with SSO, which asks for MFA by itself. No mfa-env is needed:`,
    `aws sso login --profile ${word(first)}`,
  ]);
  const more = await ask.confirm('Do you have an access key of an IAM user, too?', false);
  return more ? { sso: [] } : { ended: true };
}
