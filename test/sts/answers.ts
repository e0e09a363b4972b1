import { randomBytes, randomUUID } from 'node:crypto';
import type { Refusal } from './refusal.ts';
import { document, type Element } from './xml.ts';

/** XML namespaces of the answers. */
export const NAMESPACES = {
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
  /** Of errors that arise before a service is found. */
  dispatcher: 'http://webservices.amazon.com/AWSFault/2005-15-09',
} as const;

/** A complete HTTP answer. `verdict` is what the log says about it: `ok` or a code. */
export type Answer = { status: number; headers: Record<string, string>; body: string; verdict: string };

function xmlAnswer(status: number, verdict: string, body: (requestId: string) => string): Answer {
  const requestId = randomUUID();
  const headers = {
    'x-amzn-requestid': requestId,
    'x-amz-sts-extended-request-id': randomBytes(30).toString('base64'),
    'content-type': 'text/xml',
  };
  return { status, headers, body: body(requestId), verdict };
}

/** A success: `<ActionResponse><ActionResult>…</ActionResult><ResponseMetadata>…`. Some actions have no result. */
export function success(action: string, namespace: string, result: readonly Element[] | undefined): Answer {
  return xmlAnswer(200, 'ok', (requestId) =>
    document(
      [
        `${action}Response`,
        [
          ...(result === undefined ? [] : ([[`${action}Result`, result]] as const)),
          ['ResponseMetadata', [['RequestId', requestId]]],
        ],
      ],
      namespace,
    ),
  );
}

/** The error body of a refusal. Faults of the server itself have the type `Receiver`. */
export function failure({ status, code, text }: Refusal, namespace: string): Answer {
  return xmlAnswer(status, code, (requestId) => {
    const error: Element[] = [
      ['Type', status < 500 ? 'Sender' : 'Receiver'],
      ['Code', code],
      ...(text === undefined ? [] : ([['Message', text]] as const)),
    ];
    return document(
      [
        'ErrorResponse',
        [
          ['Error', error],
          ['RequestId', requestId],
        ],
      ],
      namespace,
    );
  });
}

/** An answer that no AWS service would give, or one without a request id. */
export function plain(status: number, verdict: string, body = '', headers: Record<string, string> = {}): Answer {
  return { status, headers, body, verdict };
}

/** A date as AWS writes it: whole seconds, `Z`. */
export function isoSeconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
