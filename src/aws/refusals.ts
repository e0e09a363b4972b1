import { type Failure, isFailure, refused, textOf, unexpected } from '../errors.ts';
import { showDuration } from '../text/duration.ts';
import { configureLine, withProfile, word } from '../text/typed.ts';
import { type Cause, nodeCode, ProxyError, type SdkError } from './causes.ts';

/** What the words of a refusal need to know. */
export interface Circumstances {
  /** '' where the keys are those of the environment. */
  profile: string;
  /** Where the long-lived keys are, and the profile that names them; the profile's own files where it is not said. */
  keys?: { from: 'files' | 'environment' | 'process'; profile: string } | undefined;
  /** Whether the call was signed by a session from before, and not by these keys. */
  signedBySession?: boolean | undefined;
  region: string;
  host: string;
  device?: string | undefined;
  role?: string | undefined;
  /** What no text may show: an answer can hold what was sent, and may be anybody's. */
  secrets?: readonly string[] | undefined;
  /** Milliseconds since 1970, by our clock. */
  now: number;
}

/** The refusal in words, each cause with its own next step (C6.2). AWS's text stands in it only where it is safe. */
export function explain(error: unknown, cause: Cause, facts: Circumstances): Failure {
  if (isFailure(error)) return error;
  if (cause === 'unexpected') return unexpected(error);
  const [message, advice] = words(error as SdkError, facts)[inWords(cause, facts)];
  return refused(message, advice, error);
}

type Told = Exclude<Cause, 'unexpected'> | 'ended';

function inWords(cause: Exclude<Cause, 'unexpected'>, { role, signedBySession }: Circumstances): Told {
  // AWS's older words for a refusal do not say what was refused.
  if (cause === 'role-refused' && !role) return 'denied';
  return cause === 'unknown-key' && signedBySession ? 'ended' : cause;
}

/** Whether a session that gets this answer is of no use any more. */
export const isDead = (cause: Cause): boolean => cause === 'expired' || cause === 'unknown-key';

function words(error: SdkError, facts: Circumstances): Record<Told, [message: string, advice: string]> {
  const { region, host, device, role, profile } = facts;
  const { from, profile: owner } = facts.keys ?? { from: 'files', profile };
  const keysOf = from === 'environment' ? 'in the environment' : `of profile ${owner}`;
  const again = {
    files: configureLine(owner),
    environment: 'export AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY anew',
    process: `look at credential_process of profile ${owner}`,
  }[from];
  const list = `aws iam list-mfa-devices${from === 'files' ? ` --profile ${word(owner)}` : ''}`;
  const anew = `start a new one with a code: ${withProfile('authaws', profile)} --refresh`;
  const text = safeText(textOf(error, 'message'), facts.secrets ?? []);
  return {
    'wrong-code': [
      'the code was refused: wrong, too old, or already used',
      'wait for the next code, and check the clock of your authenticator',
    ],
    'wrong-device': [
      `AWS knows no MFA device ${device ?? ''} of this user`,
      `find yours with: ${list}   then set mfa_serial, or use --serial`,
    ],
    'session-keys': [
      `the keys ${keysOf} are those of a session, and a session cannot start another`,
      `take the access key of your IAM user: ${again}`,
    ],
    'role-refused': [
      `you may not assume ${role}`,
      'ask who owns the role whether it trusts your user, and which MFA, external ID or age it wants',
    ],
    'role-maximum': [
      `${role ?? 'the role'} does not last as long as you asked for`,
      'try a shorter --duration, or have its maximum session duration raised',
    ],
    'chain-cap': ['a role that is assumed from a session lasts one hour at most', 'try --duration 1h'],
    root: ['the root user cannot assume roles', 'take the access key of an IAM user: aws configure'],
    'unknown-key': [
      `AWS does not know the access key ${keysOf}, or it is switched off`,
      `see your keys in the AWS console, Security credentials; then: ${again}`,
    ],
    'wrong-secret': [`the secret access key ${keysOf} is wrong`, `give it again: ${again}`],
    clock: [skewed(error, facts.now), 'set the clock, then try again; the code was not used'],
    expired: ['AWS says that the session has expired', anew],
    ended: ['AWS does not take the session any more', anew],
    'region-disabled': [`STS is switched off in ${region} for this account`, 'try --region us-east-1'],
    'region-wrong': [`AWS does not take ${region} for a region`, 'try --region us-east-1'],
    throttled: ['AWS takes no more calls just now', 'wait a few seconds, then try again; the code was not used'],
    denied: [`AWS refused: ${text}`, 'ask the administrator of the account'],
    invalid: [`AWS refused: ${text}`, 'check the options and the profile: mfa-env doctor'],
    fault: [`AWS had a fault of its own (${error.$metadata?.httpStatusCode ?? host})`, 'wait a few seconds'],
    'no-host': [`${host} was not found`, 'check the network and the region'],
    'no-connection': [`${host} cannot be reached`, 'check the network, the VPN and the endpoint'],
    'no-time': [`no connection to ${host} came about in time`, 'check the network, the VPN and the proxy'],
    lost: [`the connection to ${host} broke before an answer came`, 'check the network'],
    timeout: [`${host} did not answer in time`, 'check the network, the VPN and the proxy'],
    proxy: proxyWords(error, host),
    tls: tlsWords(nodeCode(error), host),
    'not-aws': [
      `what answered at ${host} is not AWS`,
      'check the network (a sign-in page?), the proxy and the endpoint',
    ],
    machine: [
      `this machine did not let the call out (${nodeCode(error)})`,
      'check its firewall and its limits (ulimit -n), then try again',
    ],
  };
}

function proxyWords(error: unknown, host: string): [message: string, advice: string] {
  const { proxy, answer } = error instanceof ProxyError ? error : { proxy: 'of HTTPS_PROXY', answer: undefined };
  const around = `go around it: export NO_PROXY=${word(host.replace(/:\d+$/, ''))}`;
  if (answer === undefined) return [`the proxy ${proxy} cannot be reached`, `check HTTPS_PROXY, or ${around}`];
  if (answer === 407) {
    return [
      `the proxy ${proxy} does not let you in (407)`,
      'write user name and password into HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT',
    ];
  }
  return [`the proxy ${proxy} does not connect to ${host} (${answer})`, `ask who runs the proxy, or ${around}`];
}

/** What is wrong with a certificate, by OpenSSL's codes; with what to do. */
const certificates: [code: RegExp, what: string, advice: string][] = [
  [/CERT_HAS_EXPIRED/, 'its certificate has expired', "check this machine's clock; else tell who runs it"],
  [/CERT_NOT_YET_VALID/, 'its certificate is not valid yet', "check this machine's clock"],
  [/ALTNAME/, 'its certificate is for another name', 'check AWS_ENDPOINT_URL, endpoint_url and the proxy'],
  [
    /SELF_SIGNED|UNABLE_TO_|CERT_UNTRUSTED|CERT_SIGNATURE/,
    'nobody whom this machine trusts vouches for its certificate',
    "name your company's or proxy's authority: export AWS_CA_BUNDLE=/path/to/ca.pem",
  ],
  [/EPROTO|WRONG_VERSION|PACKET_LENGTH/, 'it does not speak TLS', 'check the endpoint (https?) and its port'],
  [/ECONNRESET/, 'it broke off', 'check the network, the VPN, and that the endpoint speaks https'],
];

function tlsWords(code: string, host: string): [message: string, advice: string] {
  const known = certificates.find(([pattern]) => pattern.test(code));
  const what = known?.[1] ?? `TLS failed (${code})`;
  return [`no safe connection to ${host}: ${what}`, known?.[2] ?? 'check AWS_CA_BUNDLE, the proxy and the endpoint'];
}

/** AWS repeats a rejected code in its answer (aws/aws-cli#4648): such texts are not shown, nor what looks like a key. */
function safeText(message: string, secrets: readonly string[]): string {
  const tells = message !== '' && message !== 'Unknown' && !/tokenCode/i.test(message);
  if (!tells || secrets.some((secret) => message.includes(secret))) return 'the call was not well-formed';
  const text = message.replace(/[A-Za-z0-9+/=]{40,}/g, '…').replace(/[^\x20-\x7e…]+/g, ' ');
  return text.trim().slice(0, 500);
}

function skewed({ $response }: SdkError, now: number): string {
  const there = Date.parse($response?.headers?.date ?? '');
  if (Number.isNaN(there)) return "this machine's clock is off by more than 15 minutes";
  return clockWords((now - there) / 1000) ?? "AWS takes this machine's clock for wrong";
}

/** By how much a clock is off. @param ahead seconds, negative where it is behind; undefined where it is nothing to tell */
export function clockWords(ahead: number): string | undefined {
  const off = Math.floor((Math.abs(ahead) + 5) / 60) * 60; // an answer is some seconds on its way
  if (off === 0) return undefined;
  const days = Math.floor(off / 86_400);
  return `this machine's clock is ${days > 1 ? `${days} days` : showDuration(off)} ${ahead < 0 ? 'behind' : 'ahead'}`;
}
