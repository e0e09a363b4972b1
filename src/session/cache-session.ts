import { accountOf } from '../aws/device.ts';
import { accountOfKey } from '../aws/key-account.ts';
import type { Step } from '../aws/plan.ts';
import type { Session } from '../cache/session.ts';
import { writeEntry } from '../cache/write.ts';
import type { Context } from '../context.ts';
import { reasonOf } from '../fs/private-dir.ts';
import { announce } from './announce.ts';
import type { ResolvedConfig } from './resolve.ts';

/** A session, and what it was asked for. */
interface Got {
  session: Session;
  step: Step;
  /** The user's, by serial number or ARN. */
  device: string;
  /** How many roles are still to be assumed. */
  left: number;
}

/**
 * Keeps a session for the next terminal, if it is of the account that was asked for (C5.0). One that cannot be kept is
 * still a session (C5.2).
 */
export function cacheSession(resolved: ResolvedConfig, got: Got, context: Context): void {
  const { cache } = resolved;
  const stranger = strangeAccount(resolved, got);
  if (stranger) context.warn(`${stranger}; it is not kept: look at AWS_ENDPOINT_URL, endpoint_url and the proxy`);
  if (cache === undefined || stranger) return;
  try {
    writeEntry(cache, got.step.cacheKey, got.session);
    announce(resolved, got.session, got.left);
  } catch (error) {
    const why = reasonOf(error);
    context.warn(`the session could not be kept in ${cache} (${why}): the next terminal will ask for a code again`);
  }
}

/**
 * What is to be said where a session's key tells another account than its role or device. An emulator makes up its
 * accounts: where the user named an endpoint, and signs with a key that tells none, nothing is compared.
 */
export function strangeAccount(
  { endpoint, keys }: Pick<ResolvedConfig, 'endpoint' | 'keys'>,
  { session, step, device }: Omit<Got, 'left'>,
): string | undefined {
  const own = accountOfKey(keys.accessKeyId);
  if (endpoint.url !== undefined && own === undefined) return undefined;
  const told = accountOfKey(session.accessKeyId);
  const wanted = step.action === 'AssumeRole' ? accountOf(step.role.arn) : (accountOf(device) ?? own);
  if (told === undefined || wanted === undefined || told === wanted) return undefined;
  return `the session is of account ${told}, and was asked for in ${wanted}`;
}
