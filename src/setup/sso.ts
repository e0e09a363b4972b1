import { word } from '../text/quote.ts';
import type { Change, Guide } from './guide.ts';

/** SSO asks for MFA by itself. Only an access key of an IAM user needs mfa-env. */
export async function tellSso({ ask, state }: Guide): Promise<Change> {
  const [first = '', ...others] = state.sso;
  const names = others.length > 0 ? `Profiles ${state.sso.slice(0, 5).join(', ')} sign` : `Profile ${first} signs`;
  const hasKey = await ask.confirm(
    [
      'Do you have an access key of an IAM user?',
      `${names} in with SSO, which asks for MFA by itself and needs no mfa-env.`,
    ],
    false,
  );
  return hasKey ? { sso: [] } : { ended: true };
}

/** The last words to somebody who needs no more than SSO. */
export const ssoLine = ([first = '']: readonly string[]): string =>
  `Nothing was set up. SSO asks for MFA by itself:\n  aws sso login --profile ${word(first)}\n`;
