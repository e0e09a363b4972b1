import type { Fault, FaultKind } from './faults.ts';
import type { Received, Route } from './route.ts';
import type { Fields } from './validation.ts';

/** One line of the request log. */
export type LogEntry = {
  /** The virtual time of arrival. */
  at: Date;
  /** Empty when the request named none. */
  action: string;
  /** All fields of the form or the query, `TokenCode` included. */
  parameters: Fields;
  accessKeyId: string | undefined;
  /** The region in the scope of the signature. */
  region: string | undefined;
  signedHeaders: string[];
  /** All headers, each with its values joined. */
  headers: Record<string, string>;
  /** The status that STS answered with; undefined while it has not, and when it never does. */
  status: number | undefined;
  /** `ok`, the error's Code, or the name of the fault that came in place of an answer; empty until there is one. */
  verdict: string;
  /** The fault that hit this request. */
  fault: FaultKind | undefined;
};

/** The log entry of a request that has just arrived. */
export function logEntry(received: Received, route: Route, fault: Fault | undefined, at: Date): LogEntry {
  const authorization = received.headers.authorization?.[0] ?? '';
  const [, accessKeyId, region] = /Credential=([^/]*)\/[^/]*\/([^/]*)/.exec(authorization) ?? [];
  const [, signedHeaders] = /SignedHeaders=([^,\s]*)/.exec(authorization) ?? [];
  const headers = Object.entries(received.headers).map(([name, values]) => [name, values?.join(', ') ?? '']);
  return {
    at,
    action: route.action,
    parameters: route.fields,
    accessKeyId,
    region,
    signedHeaders: signedHeaders?.split(';') ?? [],
    headers: Object.fromEntries(headers),
    status: undefined,
    verdict: fault?.kind ?? '',
    fault: fault?.kind,
  };
}
