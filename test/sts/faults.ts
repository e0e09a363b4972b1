import { type Answer, failure, plain } from './answers.ts';
import { deniedByEndpoint, invalidToken, Refusal, temporarilyUnmodifiable, throttled } from './refusal.ts';

/** Answers that come in place of STS's; the request changes nothing. */
const INSTEAD = {
  error500: (namespace) => failure(new Refusal(500, 'InternalFailure', 'Internal Failure'), namespace),
  error503: (namespace) => failure(new Refusal(503, 'ServiceUnavailable', 'Service Unavailable'), namespace),
  throttling: (namespace) => failure(throttled(), namespace),
  'denied-by-endpoint': (namespace) => failure(deniedByEndpoint(), namespace),
  'invalid-token': (namespace) => failure(invalidToken(), namespace),
  'temporarily-unmodifiable': (namespace) => failure(temporarilyUnmodifiable(), namespace),
  html200: () =>
    plain(200, 'html200', '<!DOCTYPE html><title>Log in to the network</title>', { 'content-type': 'text/html' }),
  html502: () => plain(502, 'html502', '<html><h1>502 Bad Gateway</h1></html>', { 'content-type': 'text/html' }),
  redirect: () => plain(302, 'redirect', '', { location: 'http://login.wifi.example/' }),
  empty403: () => plain(403, 'empty403'),
} satisfies Record<string, (namespace: string) => Answer>;

/** Changes of an answer that STS has given; what the request did stays done. */
const SPOILED = {
  truncated: (body: string) => body.slice(0, body.length / 2),
  'no-expiration': (body: string) => body.replace(/ *<Expiration>.*<\/Expiration>\n/, ''),
  'no-token': (body: string) => body.replace(/ *<SessionToken>.*<\/SessionToken>\n/, ''),
} satisfies Record<string, (body: string) => string>;

/**
 * What can go wrong. In place of STS: `error500`, `error503`, `throttling`, `denied-by-endpoint`, `invalid-token`,
 * `temporarily-unmodifiable` (IAM), `html200` (a captive portal), `html502`, `redirect`, `empty403`, `reset-before` (the
 * connection drops), `hang` (no answer ever).
 * After STS has done its work, a code being spent: `truncated`, `no-expiration`, `no-token`, `reset-after`,
 * `hang-after`, `trickle` (a byte every `ms`), `wrong-length` (the connection ends before Content-Length is reached).
 * Around it: `latency` (`ms`), `clock-offset` (STS's clock is `seconds` ahead), `region-disabled`.
 */
export type FaultKind =
  | keyof typeof INSTEAD
  | keyof typeof SPOILED
  | 'latency'
  | 'reset-before'
  | 'reset-after'
  | 'hang'
  | 'hang-after'
  | 'trickle'
  | 'wrong-length'
  | 'clock-offset'
  | 'region-disabled';

/** A fault in the queue. Without `action` it hits the next request of any kind; `times` is 1 unless given. */
export type Fault = { kind: FaultKind; action?: string; times?: number; ms?: number; seconds?: number };

/** Takes the first fault that fits this action off the queue, or lowers its count. */
export function takeFault(queue: Fault[], action: string): Fault | undefined {
  const index = queue.findIndex((fault) => fault.action === undefined || fault.action === action);
  const fault = queue[index];
  if (!fault) return undefined;
  const left = (fault.times ?? 1) - 1;
  queue.splice(index, 1, ...(left > 0 ? [{ ...fault, times: left }] : []));
  return fault;
}

function planWithCache<T>(table: Partial<Record<FaultKind, T>>, fault: Fault | undefined): T | undefined {
  return fault && table[fault.kind];
}

/** The answer in place of STS's, when the fault is of that kind. `namespace`: of its XML. */
export function answerInstead(fault: Fault | undefined, namespace: string): Answer | undefined {
  return planWithCache<(namespace: string) => Answer>(INSTEAD, fault)?.(namespace);
}

/** STS's answer, spoiled when the fault is of that kind. */
export function spoil(fault: Fault | undefined, answer: Answer): Answer {
  const change = planWithCache<(body: string) => string>(SPOILED, fault);
  return change ? { ...answer, body: change(answer.body) } : answer;
}
