import { isoSeconds } from './answers.ts';
import type { Authorization } from './authorization.ts';
import { parseDate } from './authorization.ts';
import { type Caller, sessionCaller } from './caller.ts';
import { findKey } from './lookup.ts';
import { badSignature, expiredToken, invalidToken } from './refusal.ts';
import { payloadHashFits, type SignedRequest, sameSignature, signature } from './sigv4.ts';
import { type Session, unseal } from './tokens.ts';
import type { AccessKey, World } from './world.ts';

const SKEW_MINUTES = 15;

/** What a request is checked against. */
export type Gate = {
  world: World;
  tokenKey: Buffer;
  service: 'sts' | 'iam';
  /** The virtual time, for the end of sessions. */
  now: Date;
  /** The time that the signature's date is measured against. */
  signingTime: Date;
};

function checkScope({ scope }: Authorization, service: string): void {
  const faults = [
    ...(/^[a-z0-9-]+$/.test(scope.region) ? [] : ['Credential should be scoped to a valid region. ']),
    ...(scope.service === service ? [] : [`Credential should be scoped to correct service: '${service}'. `]),
  ];
  if (faults.length > 0) throw badSignature(faults.join(''));
}

type Signer = { caller: Caller; secret: string; key?: AccessKey };

function temporary(session: Session | undefined, accessKeyId: string, gate: Gate): Signer {
  if (session?.accessKeyId !== accessKeyId) throw invalidToken();
  if (gate.now.getTime() / 1000 >= session.expires) throw expiredToken();
  const caller = sessionCaller(gate.world, session);
  if (!caller) throw invalidToken();
  return { caller, secret: session.secret };
}

function identify(accessKeyId: string, token: string | undefined, gate: Gate): Signer {
  const owner = findKey(gate.world, accessKeyId);
  if (!owner) return temporary(unseal(token ?? '', gate.tokenKey), accessKeyId, gate);
  const { account, user, key } = owner;
  const isKnown = key.active && gate.now.getTime() >= (key.knownFrom ?? 0);
  // A long-term key with a stray token: no sample is known; other servers refuse it in the same way.
  if (!isKnown || token !== undefined) throw invalidToken();
  return { caller: user ? { account, kind: 'user', user } : { account, kind: 'root' }, secret: key.secret, key };
}

/** `20260101T000000Z`, `minutes` later. */
function compact(date: Date, minutes = 0): string {
  return `${new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

function checkDate(date: string, now: Date): void {
  const signed = parseDate(date)?.getTime() ?? 0;
  const skew = SKEW_MINUTES * 60_000;
  if (signed < now.getTime() - skew) {
    const limit = compact(now, -SKEW_MINUTES);
    throw badSignature(
      `Signature expired: ${date} is now earlier than ${limit} (${compact(now)} - ${SKEW_MINUTES} min.)`,
    );
  }
  if (signed > now.getTime() + skew) {
    const limit = compact(now, SKEW_MINUTES);
    throw badSignature(
      `Signature not yet current: ${date} is still later than ${limit} (${compact(now)} + ${SKEW_MINUTES} min.)`,
    );
  }
}

function checkSignature(request: SignedRequest, given: Authorization, secret: string): void {
  const wanted = signature(request, given.signedHeaders, given.scope, given.date, secret);
  const complete = given.signedHeaders.includes('host') && given.date.startsWith(given.scope.date);
  if (!complete || !payloadHashFits(request) || !sameSignature(wanted, given.signature)) {
    throw badSignature(
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    );
  }
}

/**
 * Finds out who signed a request; throws a Refusal. The order of the checks is AWS's. In a region that the account
 * has not enabled, nobody knows its keys. (IAM is always signed for a region that all accounts have.)
 */
export function authenticate(request: SignedRequest, given: Authorization, gate: Gate): Caller {
  const { region } = given.scope;
  checkScope(given, gate.service);
  const { caller, secret, key } = identify(given.accessKeyId, request.headers['x-amz-security-token']?.[0], gate);
  if (caller.account.regionsNotEnabled?.includes(region)) throw invalidToken();
  checkDate(given.date, gate.signingTime);
  checkSignature(request, given, secret);
  if (key) key.lastUsed = { date: isoSeconds(gate.now), service: gate.service, region };
  return caller;
}
