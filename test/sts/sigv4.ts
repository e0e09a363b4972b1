import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What is signed: the request as it came in. Header names are in lower case, each with all its values. */
export type SignedRequest = {
  method: string;
  /** Everything behind `?`, as sent. */
  query: string;
  headers: Record<string, readonly string[] | undefined>;
  body: Buffer;
};

/** The scope of a signing key: `20260101/us-east-1/sts/aws4_request`. */
export type Scope = { date: string; region: string; service: string };

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function canonicalQuery(query: string): string {
  const pairs = [...new URLSearchParams(query)].map(([name, value]) => [encode(name), encode(value)] as const);
  // By name, then value: sorted as whole texts, `a-b=` would come before `a=`.
  pairs.sort((a, b) => order(a[0], b[0]) || order(a[1], b[1]));
  return pairs.map((pair) => pair.join('=')).join('&');
}

/** The canonical form of a request for `/` over the headers that the client says it signed. */
export function canonicalRequest(request: SignedRequest, signedHeaders: readonly string[]): string {
  const headers = signedHeaders.map((name) => {
    const values = request.headers[name] ?? [];
    return `${name}:${values.map((value) => value.trim().replace(/ +/g, ' ')).join(',')}\n`;
  });
  return [
    request.method,
    '/',
    canonicalQuery(request.query),
    headers.join(''),
    signedHeaders.join(';'),
    sha256(request.body),
  ].join('\n');
}

/** The signature that this request must have, in hex (Signature Version 4). `date` is its X-Amz-Date. */
export function signature(
  request: SignedRequest,
  signedHeaders: readonly string[],
  scope: Scope,
  date: string,
  secret: string,
): string {
  const credentialScope = `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
  const digest = sha256(canonicalRequest(request, signedHeaders));
  const toSign = ['AWS4-HMAC-SHA256', date, credentialScope, digest].join('\n');
  const key = [scope.region, scope.service, 'aws4_request'].reduce(hmac, hmac(`AWS4${secret}`, scope.date));
  return hmac(key, toSign).toString('hex');
}

/** Whether the hash of the body that the client sent along, if it did, is right. */
export function payloadHashFits(request: SignedRequest): boolean {
  const sent = request.headers['x-amz-content-sha256']?.[0];
  return sent === undefined || sent === sha256(request.body);
}

/** Compares two signatures in constant time. */
export function sameSignature(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
