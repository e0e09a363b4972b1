import type { Action } from './actions/action.ts';
import { type Answer, failure, NAMESPACES, plain } from './answers.ts';
import { unknownAction } from './refusal.ts';
import { SERVICES } from './services.ts';
import type { SignedRequest } from './sigv4.ts';
import type { Fields } from './validation.ts';

/** The longest body that AWS reads, in bytes. */
export const MOST_BYTES = 10_000_000;

/** A request as it came in. */
export type Received = SignedRequest & { path: string };

type Asked = { action: string; fields: Fields };

/** A request for an operation that there is. */
export type Operation = Asked & { service: 'sts' | 'iam'; run: Action };

/** A request to the console's sign-in. */
export type SignIn = Asked & { isSignIn: true };

/** Where a request goes: to an operation, to the sign-in, or nowhere, with the answer to that. */
export type Route = Operation | SignIn | (Asked & { answer: Answer });

function fieldsOf(received: Received): Fields | undefined {
  const isForm = received.headers['content-type']?.[0]?.startsWith('application/x-www-form-urlencoded');
  if (received.method === 'POST' && !isForm) return undefined;
  const text = received.method === 'POST' ? received.body.toString('utf8') : received.query;
  // Reversed, because the first of several equal fields is the one that counts.
  return Object.fromEntries([...new URLSearchParams(text)].reverse());
}

/** Finds the operation that a request asks for. This comes before any look at who asks. */
export function route(received: Received): Route {
  const nowhere = (answer: Answer, action = '', fields: Fields = {}): Route => ({ action, fields, answer });
  if (received.path === '/federation' && received.method === 'GET') {
    const fields = fieldsOf(received) ?? {};
    return { action: fields.Action ?? '', fields, isSignIn: true };
  }
  if (received.path !== '/') return nowhere(plain(404, 'UnknownOperation', '<UnknownOperationException/>'));
  if (received.body.length > MOST_BYTES) return nowhere(plain(413, 'TooLarge'));
  const fields = fieldsOf(received);
  const action = fields?.Action;
  if (!fields || action === undefined) {
    const query = received.method === 'GET' && received.query ? `?${received.query}` : '';
    return nowhere(plain(302, 'NoAction', '', { location: `https://aws.amazon.com/iam${query}` }), '', fields);
  }
  const service = SERVICES.get(fields.Version ?? '');
  const run = service?.actions.get(action);
  if (!service || !run) {
    return nowhere(failure(unknownAction(action, fields.Version), NAMESPACES.dispatcher), action, fields);
  }
  return { action, fields, service: service.name, run };
}
