import { type Answer, failure, isoSeconds, NAMESPACES, success } from './answers.ts';
import { authenticate } from './authenticate.ts';
import { parseDate, readAuthorization } from './authorization.ts';
import type { Clock } from './clock.ts';
import { answerInstead, type Fault, spoil } from './faults.ts';
import { signIn } from './federation.ts';
import { Refusal, regionOff } from './refusal.ts';
import type { Operation, Received, Route } from './route.ts';
import type { World } from './world.ts';
import type { Element } from './xml.ts';

/** What all requests share. */
export type State = { world: World; clock: Clock; tokenKey: Buffer };

/** The time that a request is measured against, which is also the Date of its answer. */
export function signingTime(received: Received, clock: Clock, fault: Fault | undefined): Date {
  const signedAt = parseDate(received.headers['x-amz-date']?.[0]);
  return clock.against(signedAt, fault?.kind === 'clock-offset' ? (fault.seconds ?? 0) : 0);
}

/** AWS has one clock: an answer's Expiration is told by that of its Date. */
const byClockOf = (offset: number, elements: readonly Element[]): Element[] =>
  elements.map(([name, inside]): Element => {
    if (typeof inside !== 'string') return [name, byClockOf(offset, inside)];
    return [name, name === 'Expiration' ? isoSeconds(new Date(Date.parse(inside) + offset)) : inside];
  });

function operate(received: Received, route: Operation, state: State, date: Date, regionDisabled: boolean): Answer {
  const { world, tokenKey } = state;
  const namespace = NAMESPACES[route.service];
  const now = state.clock.now();
  try {
    const given = readAuthorization(received);
    const gate = { world, tokenKey, service: route.service, now, signingTime: date };
    const caller = authenticate(received, given, gate);
    const off = regionDisabled || caller.account.regionsOff?.includes(given.scope.region);
    if (off) throw regionOff(caller.account.id);
    const result = route.run({ caller, fields: route.fields, world, tokenKey, now });
    return success(route.action, namespace, result && byClockOf(date.getTime() - now.getTime(), result));
  } catch (error) {
    if (error instanceof Refusal) return failure(error, namespace);
    throw error;
  }
}

/**
 * The answer to a request measured against `date`, with what the fault does to it; undefined when the fault is that
 * STS never sees the request.
 */
export function answerTo(
  received: Received,
  route: Route,
  state: State,
  date: Date,
  fault: Fault | undefined,
): Answer | undefined {
  if (fault?.kind === 'reset-before' || fault?.kind === 'hang') return undefined;
  const namespace = 'service' in route ? NAMESPACES[route.service] : NAMESPACES.dispatcher;
  const instead = answerInstead(fault, namespace);
  if (instead) return instead;
  if ('isSignIn' in route) return spoil(fault, signIn(route.fields, state));
  const off = fault?.kind === 'region-disabled';
  return spoil(fault, 'service' in route ? operate(received, route, state, date, off) : route.answer);
}
