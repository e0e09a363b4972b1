import { textOf } from '../errors.ts';

/** The kinds of failures of a call: by AWS, the network or this machine (docs/aws.md, Answers). */
export type ErrorKind =
  | 'wrong-code'
  | 'wrong-device'
  | 'session-keys'
  | 'role-refused'
  | 'role-maximum'
  | 'chain-cap'
  | 'root'
  | 'source-identity'
  | 'policy-refused'
  | 'policy-size'
  | 'unknown-key'
  | 'region-off'
  | 'wrong-secret'
  | 'clock'
  | 'expired'
  | 'region-disabled'
  | 'region-wrong'
  | 'throttled'
  | 'not-signed-up'
  | 'changed'
  | 'not-sts'
  | 'denied'
  | 'invalid'
  | 'fault'
  | 'no-host'
  | 'no-connection'
  | 'no-time'
  | 'lost'
  | 'timeout'
  | 'proxy'
  | 'tls'
  | 'not-aws'
  | 'machine'
  | 'unexpected';

export interface SdkError {
  syscall?: unknown;
  $fault?: string;
  $metadata?: { httpStatusCode?: number };
  $response?: { headers?: Record<string, string> };
}

/** Each file of dist/ has its own class. */
const brand: unique symbol = Symbol.for('mfa-env.ProxyError');

export class ProxyError extends Error {
  readonly [brand] = true;
  readonly proxy: string;
  readonly answer: number | undefined;

  /** @param proxy its host and port, no password @param answer HTTP status; undefined if it did not answer */
  constructor(proxy: string, answer: number | undefined, cause?: unknown) {
    super(`the proxy ${proxy} gave no connection`, { cause });
    this.name = 'ProxyError';
    this.proxy = proxy;
    this.answer = answer;
  }
}

export const isProxyError = (error: unknown): error is ProxyError => error instanceof Error && brand in error;

const NOT_AWS = 'not an answer of AWS';

/** Something answered that is not AWS. To the SDK, the page of a captive portal is an answer that says nothing. */
export const notAws = (): Error => new Error(NOT_AWS);

/** By name and text of the error. The first match counts. */
const answers: [name: RegExp, message: RegExp, cause: ErrorKind][] = [
  [/^AccessDenied/, /invalid MFA one time pass code/, 'wrong-code'],
  [/^AccessDenied/, /unable to validate MFA code|must provide both MFA/, 'wrong-device'],
  [/^AccessDenied/, /with session credentials/, 'session-keys'],
  [/^AccessDenied/, /root accounts/, 'root'],
  [/^AccessDenied/, /sts:AssumeRole|^Access denied$/, 'role-refused'],
  [/^(AccessDenied|NotAuthorized|UnauthorizedOperation)/, /./, 'denied'],
  [/^ValidationError/, /MaxSessionDuration/, 'role-maximum'],
  [/^ValidationError/, /role chaining/, 'chain-cap'],
  [/^ValidationError/, /source identity is already set/i, 'source-identity'],
  [/^MalformedPolicyDocument/, /.?/, 'policy-refused'],
  [/^PackedPolicyTooLarge/, /.?/, 'policy-size'],
  [/^(ValidationError|MalformedInput)/, /.?/, 'invalid'],
  [/^(InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|AuthFailure)/, /.?/, 'unknown-key'],
  [/./, /Signature expired|Signature not yet current/, 'clock'],
  [/^(RequestExpired|RequestTimeTooSkewed)/, /.?/, 'clock'],
  [/^(SignatureDoesNotMatch|InvalidSignature)/, /should be scoped/, 'region-wrong'],
  [/^(SignatureDoesNotMatch|InvalidSignature)/, /.?/, 'wrong-secret'],
  [/^(IncompleteSignature|MissingAuthenticationToken)/, /.?/, 'changed'],
  [/^ExpiredToken/, /.?/, 'expired'],
  [/^RegionDisabled/, /.?/, 'region-disabled'],
  [/^(OptInRequired|SubscriptionRequired)/, /.?/, 'not-signed-up'],
  [/^InvalidAction/, /.?/, 'not-sts'],
  [/^RequestTimeout/, /.?/, 'timeout'],
  // The names that the SDK treats as throttling. SlowDown comes with 503.
  [/Throttl|^(SlowDown|TooManyRequests|RequestLimitExceeded|BandwidthLimitExceeded|PriorRequest)/, /.?/, 'throttled'],
];

const nodeErrors: [code: RegExp, cause: ErrorKind][] = [
  [/^(ENOTFOUND|EAI_AGAIN|EAI_NODATA)$/, 'no-host'],
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL)$/, 'no-connection'],
  [/CERT|^ERR_TLS|^ERR_SSL|^ERR_OSSL|^EPROTO$|^UNABLE_TO_|SELF_SIGNED/, 'tls'],
  [/^(ECONNRESET|EPIPE|ECONNABORTED|HPE_)/, 'lost'],
  [/^ETIMEDOUT$/, 'timeout'],
];

export function errorKind(error: unknown): ErrorKind {
  const { $fault, $metadata, $response, syscall } = (error ?? {}) as SdkError;
  const [name, message, code] = [textOf(error, 'name'), textOf(error, 'message'), nodeCode(error)];
  const status = $metadata?.httpStatusCode;
  if (isProxyError(error)) return 'proxy';
  // The connection never opened, so no code was sent.
  if (status === undefined && (/not establish a connection/.test(message) || (code === 'ETIMEDOUT' && syscall)))
    return 'no-time';
  if (/before secure TLS connection/.test(message)) return 'tls';
  const nodeError = nodeErrors.find(([pattern]) => pattern.test(code));
  if (nodeError) return nodeError[1];
  if (/^(TimeoutError|AbortError)$/.test(name)) return 'timeout';
  const answer = answers.find(([names, messages]) => names.test(name) && messages.test(message));
  if (answer) return answer[2];
  if (/^(Unknown|NotFound)$/.test(name) && status !== undefined) return 'not-aws'; // AWS itself always answers in XML
  if (message.includes(NOT_AWS) || /XML parse error|Deserialization/.test(message)) return 'not-aws';
  if ($fault === 'server' || (status ?? 0) >= 500) return 'fault';
  if (status !== undefined) return 'invalid';
  if ($response !== undefined) return 'not-aws';
  return typeof syscall === 'string' ? 'machine' : 'unexpected';
}

/** The error code of Node, such as ECONNRESET; '' for a code that came from the answer. */
export function nodeCode(error: unknown): string {
  const code = textOf(error, 'code');
  return /^[A-Z][A-Z0-9_]*$/.test(code) ? code : '';
}

/** Whether an error of AWS has this name; the SDK adds `Exception` to some. */
export const isNamed = (error: unknown, name: string): boolean => textOf(error, 'name').startsWith(name);

/** Whether the call may have reached STS without an answer, so that its code may be used up (C4.3). */
export const mayHaveArrived = (cause: ErrorKind): boolean =>
  cause === 'lost' || cause === 'timeout' || cause === 'fault' || cause === 'not-aws';

/** Whether a session that gets this answer can no longer be used. */
export const isDead = (kind: ErrorKind): boolean => kind === 'expired' || kind === 'unknown-key';
