import { type Failure, refused, textOf } from '../errors.ts';
import { showDuration } from '../text/duration.ts';

/** What the words of a refusal need to know. */
export interface Circumstances {
  profile: string;
  region: string;
  host: string;
  device?: string | undefined;
  role?: string | undefined;
  /** What no text may show: an answer can hold what was sent, and may be anybody's. */
  secrets?: readonly string[] | undefined;
  /** Milliseconds since 1970, by our clock. */
  now: number;
}

/** What AWS or the network said (sts.md section 3). */
export type Cause =
  | 'wrong-code'
  | 'wrong-device'
  | 'session-keys'
  | 'role-refused'
  | 'role-maximum'
  | 'chain-cap'
  | 'root'
  | 'unknown-key'
  | 'wrong-secret'
  | 'clock'
  | 'expired'
  | 'region-disabled'
  | 'region-wrong'
  | 'throttled'
  | 'denied'
  | 'invalid'
  | 'fault'
  | 'no-host'
  | 'no-connection'
  | 'lost'
  | 'timeout'
  | 'proxy'
  | 'tls'
  | 'not-aws';

/** The parts of an SDK's error that matter here. */
interface SdkError {
  name?: string;
  message?: string;
  code?: string;
  $fault?: string;
  $metadata?: { httpStatusCode?: number };
  $response?: { headers?: Record<string, string> };
}

/** By error name and text: the first row that fits. */
const answers: [name: RegExp, message: RegExp, cause: Cause][] = [
  [/^AccessDenied/, /invalid MFA one time pass code/, 'wrong-code'],
  [/^AccessDenied/, /unable to validate MFA code|must provide both MFA/, 'wrong-device'],
  [/^AccessDenied/, /with session credentials/, 'session-keys'],
  [/^AccessDenied/, /root accounts/, 'root'],
  [/^AccessDenied/, /sts:AssumeRole|^Access denied$/, 'role-refused'],
  [/^AccessDenied/, /./, 'denied'],
  [/^ValidationError/, /MaxSessionDuration/, 'role-maximum'],
  [/^ValidationError/, /role chaining/, 'chain-cap'],
  [/^(ValidationError|MalformedInput)/, /.?/, 'invalid'],
  [/^(InvalidClientTokenId|UnrecognizedClientException)/, /.?/, 'unknown-key'],
  [/./, /Signature expired|Signature not yet current/, 'clock'],
  [/^RequestExpired/, /.?/, 'clock'],
  [/^SignatureDoesNotMatch/, /should be scoped/, 'region-wrong'],
  [/^SignatureDoesNotMatch/, /.?/, 'wrong-secret'],
  [/^ExpiredToken/, /.?/, 'expired'],
  [/^RegionDisabled/, /.?/, 'region-disabled'],
  [/^(Throttling|RequestLimitExceeded|TooManyRequests)/, /.?/, 'throttled'],
];

/** By Node's error code. */
const troubles: [code: RegExp, cause: Cause][] = [
  [/^(ENOTFOUND|EAI_AGAIN|EAI_NODATA)$/, 'no-host'],
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL)$/, 'no-connection'],
  [/CERT|^ERR_TLS|^ERR_SSL|^EPROTO$|^UNABLE_TO_|SELF_SIGNED/, 'tls'],
  [/^(ECONNRESET|EPIPE|ECONNABORTED|HPE_)/, 'lost'],
  [/^ETIMEDOUT$/, 'timeout'],
];

/** What kind of refusal an error of the SDK is. */
export function causeOf(error: unknown): Cause {
  const { $fault, $metadata } = (error ?? {}) as SdkError;
  const [name, message, code] = [textOf(error, 'name'), textOf(error, 'message'), nodeCode(error)];
  const status = $metadata?.httpStatusCode;
  if (/proxy/i.test(message) && status === undefined) return 'proxy';
  const trouble = troubles.find(([pattern]) => pattern.test(code));
  if (trouble) return trouble[1];
  if (/^(TimeoutError|AbortError)$/.test(name)) return 'timeout';
  const answer = answers.find(([names, messages]) => names.test(name) && messages.test(message));
  if (answer) return answer[2];
  if (/^(Unknown|NotFound)$/.test(name) && status !== undefined) return 'not-aws'; // AWS itself always answers in XML
  if (/XML parse error|Deserialization|no credentials/.test(message)) return 'not-aws';
  if ($fault === 'server' || (status ?? 0) >= 500) return 'fault';
  return status === undefined ? 'not-aws' : 'invalid';
}

/** Node's own code, as in ECONNRESET. An answer can put a `code` of its own into the error. */
function nodeCode(error: unknown): string {
  const code = textOf(error, 'code');
  return /^[A-Z][A-Z0-9_]*$/.test(code) ? code : '';
}

/** Whether a call may have reached STS although no answer of STS's came back: its code may be used up (C4.3). */
export const mayHaveArrived = (cause: Cause): boolean =>
  cause === 'lost' || cause === 'timeout' || cause === 'fault' || cause === 'not-aws';

/** The refusal in words, each cause with its own next step (C6.2). AWS's text stands in it only where it is safe. */
export function explain(error: unknown, cause: Cause, facts: Circumstances): Failure {
  // AWS's older words for a refusal do not say what was refused.
  const [message, advice] = words(error as SdkError, facts)[cause === 'role-refused' && !facts.role ? 'denied' : cause];
  return refused(message, advice, error);
}

function words(error: SdkError, facts: Circumstances): Record<Cause, [message: string, advice: string]> {
  const { profile, region, host, device, role } = facts;
  const code = nodeCode(error);
  const text = safeText(textOf(error, 'message'), facts.secrets ?? []);
  return {
    'wrong-code': [
      'the code was refused: wrong, too old, or already used',
      'wait for the next code, and check the clock of your authenticator',
    ],
    'wrong-device': [
      `AWS knows no MFA device ${device ?? ''} of this user`,
      `find yours with: aws iam list-mfa-devices --profile ${profile}   then set mfa_serial, or use --serial`,
    ],
    'session-keys': [
      'these keys belong to a session, and a session cannot start another',
      'put the access key of your IAM user into the profile',
    ],
    'role-refused': [
      `you may not assume ${role ?? 'the role'}`,
      'ask who owns the role whether it trusts your user, and which MFA, external ID or age it wants',
    ],
    'role-maximum': [
      `${role ?? 'the role'} does not last as long as you asked for`,
      'try a shorter --duration, or have its maximum session duration raised',
    ],
    'chain-cap': ['a role that is assumed from a session lasts one hour at most', 'try --duration 1h'],
    root: ['the root user cannot assume roles', 'use an IAM user'],
    'unknown-key': [
      `AWS does not know the access key of ${profile}, or it is switched off`,
      `check it with: aws iam list-access-keys, or run: aws configure --profile ${profile}`,
    ],
    'wrong-secret': [
      `the secret access key of ${profile} is wrong`,
      `type it again: aws configure --profile ${profile}`,
    ],
    clock: [
      `this machine's clock is ${skew(error, facts.now)}`,
      'set the clock, then try again; the code was not used',
    ],
    expired: ['AWS says that the session has expired', 'start a new one with a code: mfa-env 123456'],
    'region-disabled': [`STS is switched off in ${region} for this account`, 'try --region us-east-1'],
    'region-wrong': [`AWS does not take ${region} for a region`, 'try --region us-east-1'],
    throttled: ['AWS takes no more calls just now', 'wait a few seconds, then try again; the code was not used'],
    denied: [`AWS refused: ${text}`, 'ask the administrator of the account'],
    invalid: [`AWS refused: ${text}`, 'check the options and the profile'],
    fault: [`AWS had a fault of its own (${error.$metadata?.httpStatusCode ?? host})`, 'try again in a minute'],
    'no-host': [`${host} was not found`, 'check the network and the region'],
    'no-connection': [`${host} cannot be reached`, 'check the network, the VPN and the endpoint'],
    lost: [`the connection to ${host} broke before an answer came`, 'check the network'],
    timeout: [`${host} did not answer in time`, 'check the network, the VPN and the proxy'],
    proxy: [`the proxy did not let the call through`, 'check HTTPS_PROXY and NO_PROXY'],
    tls: [
      `no safe connection to ${host}: ${code || 'TLS failed'}`,
      'check AWS_CA_BUNDLE, the proxy, and that the endpoint speaks https',
    ],
    'not-aws': [
      `what answered at ${host} is not AWS`,
      'check the network (a sign-in page?), the proxy and the endpoint',
    ],
  };
}

/** AWS repeats a rejected code in its answer (aws/aws-cli#4648): such texts are not shown, nor what looks like a key. */
function safeText(message: string, secrets: readonly string[]): string {
  const tells = message !== '' && message !== 'Unknown' && !/tokenCode/i.test(message);
  if (!tells || secrets.some((secret) => message.includes(secret))) return 'the call was not well-formed';
  const text = message.replace(/[A-Za-z0-9+/=]{40,}/g, '…').replace(/[^\x20-\x7e…]+/g, ' ');
  return text.trim().slice(0, 500);
}

function skew({ $response }: SdkError, now: number): string {
  const there = Date.parse($response?.headers?.date ?? '');
  if (Number.isNaN(there)) return 'off by more than 15 minutes';
  const seconds = (now - there) / 1000;
  const days = Math.floor(Math.abs(seconds) / 86_400);
  return `${days > 1 ? `${days} days` : showDuration(Math.abs(seconds))} ${seconds < 0 ? 'behind' : 'ahead'}`;
}
