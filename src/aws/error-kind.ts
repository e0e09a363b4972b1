import { textOf } from '../errors.ts';

/** What AWS, the network or this machine said (sts.md section 3). */
export type ErrorKind =
  | 'wrong-code'
  | 'wrong-device'
  | 'session-keys'
  | 'role-refused'
  | 'role-maximum'
  | 'chain-cap'
  | 'root'
  | 'source-identity'
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

/** The parts of an SDK's error that matter here. */
export interface SdkError {
  syscall?: unknown;
  $fault?: string;
  $metadata?: { httpStatusCode?: number };
  $response?: { headers?: Record<string, string> };
}

/** What stopped a connection before it left the proxy. */
export class ProxyError extends Error {
  readonly proxy: string;
  readonly answer: number | undefined;

  /**
   * @param proxy its host and port, without the password that may stand before them
   * @param answer the HTTP status of its answer; undefined where none came
   */
  constructor(proxy: string, answer: number | undefined, cause?: unknown) {
    super(`the proxy ${proxy} gave no connection`, { cause });
    this.name = 'ProxyError';
    this.proxy = proxy;
    this.answer = answer;
  }
}

/** By error name and text: the first row that fits. */
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
  // The names that the SDK itself takes for throttling; SlowDown comes with 503.
  [/Throttl|^(SlowDown|TooManyRequests|RequestLimitExceeded|BandwidthLimitExceeded|PriorRequest)/, /.?/, 'throttled'],
];

/** By Node's error code. */
const troubles: [code: RegExp, cause: ErrorKind][] = [
  [/^(ENOTFOUND|EAI_AGAIN|EAI_NODATA)$/, 'no-host'],
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL)$/, 'no-connection'],
  [/CERT|^ERR_TLS|^ERR_SSL|^ERR_OSSL|^EPROTO$|^UNABLE_TO_|SELF_SIGNED/, 'tls'],
  [/^(ECONNRESET|EPIPE|ECONNABORTED|HPE_)/, 'lost'],
  [/^ETIMEDOUT$/, 'timeout'],
];

/** What kind of refusal an error of the SDK is. */
export function errorKind(error: unknown): ErrorKind {
  const { $fault, $metadata, $response, syscall } = (error ?? {}) as SdkError;
  const [name, message, code] = [textOf(error, 'name'), textOf(error, 'message'), nodeCode(error)];
  const status = $metadata?.httpStatusCode;
  if (error instanceof ProxyError) return 'proxy';
  // A connection that never opened has carried no code.
  if (status === undefined && (/not establish a connection/.test(message) || (code === 'ETIMEDOUT' && syscall)))
    return 'no-time';
  if (/before secure TLS connection/.test(message)) return 'tls';
  const trouble = troubles.find(([pattern]) => pattern.test(code));
  if (trouble) return trouble[1];
  if (/^(TimeoutError|AbortError)$/.test(name)) return 'timeout';
  const answer = answers.find(([names, messages]) => names.test(name) && messages.test(message));
  if (answer) return answer[2];
  if (/^(Unknown|NotFound)$/.test(name) && status !== undefined) return 'not-aws'; // AWS itself always answers in XML
  if (/XML parse error|Deserialization|not an answer of AWS/.test(message)) return 'not-aws';
  if ($fault === 'server' || (status ?? 0) >= 500) return 'fault';
  if (status !== undefined) return 'invalid';
  if ($response !== undefined) return 'not-aws';
  return typeof syscall === 'string' ? 'machine' : 'unexpected';
}

/** Node's own code, as in ECONNRESET. An answer can put a `code` of its own into the error. */
export function nodeCode(error: unknown): string {
  const code = textOf(error, 'code');
  return /^[A-Z][A-Z0-9_]*$/.test(code) ? code : '';
}

/** Whether a call may have reached STS although no answer of STS's came back: its code may be used up (C4.3). */
export const mayHaveArrived = (cause: ErrorKind): boolean =>
  cause === 'lost' || cause === 'timeout' || cause === 'fault' || cause === 'not-aws';
