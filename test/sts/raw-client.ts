import { createHash } from 'node:crypto';
import { type SignedRequest, signature } from './sigv4.ts';

/** What signs a request. */
export type Credentials = { accessKeyId: string; secret: string; token?: string };

/** Ways to depart from a plain signed POST of today. */
export type Departure = {
  method?: 'GET' | 'POST';
  path?: string;
  region?: string;
  service?: string;
  /** The signing time. */
  date?: Date;
  headers?: Record<string, string>;
  /** Changes the Authorization header after signing; undefined leaves it out. */
  authorization?: (header: string) => string | undefined;
};

/** An answer as it came in. */
export type RawAnswer = { status: number; headers: Headers; body: string };

/** The keys of alice and bob in `defaultWorld`: AWS's example secrets, and ids that name their account as AWS's do. */
export const ALICE = { accessKeyId: 'AKIARTX3GSDS7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
export const BOB = { accessKeyId: 'AKIARTX3GSDSZEXAMPLE', secret: 'je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY' };

/** Sends form fields with a signature made here, so that any part of it can be wrong. */
export async function send(
  url: string,
  fields: Record<string, string> | string,
  { accessKeyId, secret, token }: Credentials = ALICE,
  departure: Departure = {},
): Promise<RawAnswer> {
  const { method = 'POST', path = '/', region = 'us-east-1', service = 'sts', date = new Date() } = departure;
  const form = typeof fields === 'string' ? fields : new URLSearchParams(fields).toString();
  const query = method === 'GET' ? form : '';
  const body = method === 'GET' ? '' : form;
  const time = `${date.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
  const headers: Record<string, string> = {
    ...(method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }),
    host: new URL(url).host,
    'x-amz-date': time,
    ...(token !== undefined && { 'x-amz-security-token': token }),
    ...departure.headers,
  };
  const names = Object.keys(headers).sort((a, b) => (a < b ? -1 : 1));
  const request: SignedRequest = {
    method,
    query,
    headers: Object.fromEntries(names.map((name) => [name, [headers[name] ?? '']])),
    body: Buffer.from(body),
  };
  const day = time.slice(0, 8);
  const mac = signature(request, names, { date: day, region, service }, time, secret);
  const signed = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${day}/${region}/${service}/aws4_request, SignedHeaders=${names.join(';')}, Signature=${mac}`;
  const authorization = (departure.authorization ?? ((same: string) => same))(signed);
  const response = await fetch(`${url}${path}${query && `?${query}`}`, {
    method,
    headers: { ...headers, ...(authorization !== undefined && { authorization }) },
    redirect: 'manual',
    ...(method === 'POST' && { body }),
  });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

/** Sends an action of STS's API. */
export function sts(
  url: string,
  action: string,
  fields: Record<string, string> = {},
  ...more: [Credentials?, Departure?]
) {
  return send(url, { Action: action, Version: '2011-06-15', ...fields }, ...more);
}

/** Sends an action of IAM's API. */
export function iam(url: string, action: string, fields: Record<string, string> = {}, signer: Credentials = ALICE) {
  return send(url, { Action: action, Version: '2010-05-08', ...fields }, signer, { service: 'iam' });
}

/** The text of the first element with this name. */
export function element(body: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1];
}

/** The credentials in a success. */
export function credentialsIn(body: string): Required<Credentials> {
  const [accessKeyId = '', secret = '', token = ''] = ['AccessKeyId', 'SecretAccessKey', 'SessionToken'].map((name) =>
    element(body, name),
  );
  return { accessKeyId, secret, token };
}

/** The SHA-256 of a text in hex, as in X-Amz-Content-Sha256. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
