import { incompleteSignature, unsigned } from './refusal.ts';
import type { Scope, SignedRequest } from './sigv4.ts';

/** What the Authorization header of a request says. */
export type Authorization = {
  accessKeyId: string;
  scope: Scope;
  signedHeaders: string[];
  signature: string;
  /** The signing time, as sent: `20260101T000000Z`. */
  date: string;
};

/** The time in a `20260101T000000Z` date, or undefined when it is none. */
export function parseDate(text: string | undefined): Date | undefined {
  const digits = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? '');
  if (!digits) return undefined;
  const [, year, month, day, hour, minute, second] = digits;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** The `Key=value` parts behind the algorithm. */
function parameters(header: string): Map<string, string> {
  const parts = header.replace(/^\S+\s*/, '').split(/,\s*/);
  return new Map(
    parts.map((part) => {
      const equals = part.indexOf('=');
      return [part.slice(0, equals), part.slice(equals + 1)];
    }),
  );
}

/**
 * Reads the Authorization header. Throws MissingAuthenticationToken or IncompleteSignature.
 * The texts of the latter are those of AWS's signers in general; from STS itself no sample is known.
 */
export function readAuthorization(request: SignedRequest): Authorization {
  const header = request.headers.authorization?.[0];
  if (header === undefined) throw unsigned();
  if (!header.startsWith('AWS4-HMAC-SHA256')) {
    throw incompleteSignature(`Unsupported AWS 'algorithm': '${header.split(' ', 1)[0]}'. `);
  }
  const found = parameters(header);
  const date = request.headers['x-amz-date']?.[0];
  const missing = [
    ...['Credential', 'Signature', 'SignedHeaders']
      .filter((name) => !found.get(name))
      .map((name) => `Authorization header requires '${name}' parameter. `),
    ...(date === undefined
      ? ["Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "]
      : []),
  ];
  if (missing.length > 0) throw incompleteSignature(`${missing.join('')}Authorization=AWS4-HMAC-SHA256`);
  if (!parseDate(date)) {
    throw incompleteSignature(
      `Date must be in ISO-8601 'basic format'. Got '${date}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    );
  }
  const credential = found.get('Credential') ?? '';
  const [accessKeyId = '', day = '', region = '', service = '', terminator] = credential.split('/');
  if (terminator === undefined) {
    throw incompleteSignature(
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`,
    );
  }
  return {
    accessKeyId,
    scope: { date: day, region, service },
    signedHeaders: (found.get('SignedHeaders') ?? '').split(';'),
    signature: found.get('Signature') ?? '',
    date: date ?? '',
  };
}
