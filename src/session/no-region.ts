import { beforeSession, type Environment } from '../shell/env-diff.ts';
import { word } from '../text/quote.ts';
import type { Outcome } from './get-session.ts';

/**
 * Says of a new session that tools will not know where to work, and how to tell them: they refuse most calls then.
 * @returns a line; '' where a region is set, or where the session is not new: once is enough
 */
export function noRegion({ profile, region, fresh }: Outcome, env: Environment): string {
  const { AWS_REGION, AWS_DEFAULT_REGION } = beforeSession(env);
  if (!fresh || region || AWS_REGION || AWS_DEFAULT_REGION) return '';
  const named = profile === 'default' ? '' : ` --profile ${word(profile)}`;
  const line =
    profile === '' ? 'export AWS_REGION=REGION AWS_DEFAULT_REGION=REGION' : `aws configure set region REGION${named}`;
  return `no region is set, and most tools want one: ${line}\n`;
}
