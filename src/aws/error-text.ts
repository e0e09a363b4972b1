import { type Failure, isFailure, refused, textOf, unexpected } from '../errors.ts';
import { commandLine, type Given } from '../text/command-line.ts';
import { showDuration } from '../text/duration.ts';
import { configureLine, word } from '../text/quote.ts';
import { denialIn, nextStep } from './denials.ts';
import { type ErrorKind, nodeCode, type SdkError } from './error-kind.ts';
import { proxyWords, tlsWords } from './network-error-text.ts';
import { firstRegion } from './region.ts';

/** What the words of a refusal need to know. */
export interface ErrorContext {
  /** '' where the keys are those of the environment. */
  profile: string;
  /** Where the long-term keys are, and the profile that names them; the profile's own files where it is not said. */
  keys?: { from: 'files' | 'environment' | 'process'; profile: string } | undefined;
  /** Whether the call was signed by a session from before, and not by these keys. */
  signedBySession?: boolean | undefined;
  region: string;
  host: string;
  /** What else was given on the command line. */
  given?: Omit<Given, 'profile'> | undefined;
  /** Whether nobody named the device: it was looked up, chosen or derived. */
  isFound?: boolean | undefined;
  device?: string | undefined;
  role?: string | undefined;
  /** What no text may show: an answer can hold what was sent, and may be anybody's. */
  secrets?: readonly string[] | undefined;
  /** Milliseconds since 1970, by our clock. */
  now: number;
}

/** The refusal in words, each cause with its own next step (C6.2). AWS's text stands in it only where it is safe. */
export function explain(error: unknown, cause: ErrorKind, facts: ErrorContext): Failure {
  if (isFailure(error)) return error;
  if (cause === 'unexpected') return unexpected(error);
  const [message, advice] = words(error as SdkError, facts)[inWords(cause, facts)];
  return refused(message, advice, error);
}

type Told = Exclude<ErrorKind, 'unexpected'> | 'ended';

function inWords(cause: Exclude<ErrorKind, 'unexpected'>, { role, signedBySession }: ErrorContext): Told {
  // AWS's older words for a refusal do not say what was refused.
  if (cause === 'role-refused' && !role) return 'denied';
  return cause === 'unknown-key' && signedBySession ? 'ended' : cause;
}

/** Whether a session that gets this answer is of no use any more. */
export const isDead = (cause: ErrorKind): boolean => cause === 'expired' || cause === 'unknown-key';

function words(error: SdkError, facts: ErrorContext): Record<Told, [message: string, advice: string]> {
  const { region, host, device, role, profile } = facts;
  const { from, profile: owner } = facts.keys ?? { from: 'files', profile };
  const keysOf = from === 'environment' ? 'in the environment' : `of profile ${owner}`;
  const again = {
    files: configureLine(owner),
    environment: 'export AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY anew',
    process: `look at credential_process of profile ${word(owner)}`,
  }[from];
  const list = `aws iam list-mfa-devices${from === 'files' ? ` --profile ${word(owner)}` : ''}`;
  const command = (change: Partial<Given> = {}): string => commandLine({ ...facts.given, profile, ...change });
  const elsewhere = command({ region: firstRegion(region, device ?? role) });
  const anew = `start a new one with a code: ${command()} --refresh`;
  const text = safeText(textOf(error, 'message'), facts.secrets ?? []);
  const denial = denialIn(text);
  return {
    'wrong-code': [
      'the code was refused: wrong, too old, or already used',
      'wait for the next code, and check the clock of your authenticator',
    ],
    'wrong-device': [
      `AWS could not check a code of ${device ?? 'that MFA device'} for this user`,
      facts.isFound
        ? `after many tries, or where it is new, wait three minutes; else the AWS console shows its ARN, under Security credentials: ${command({ serial: 'ARN' })}`
        : `after many tries, or where it is new, wait three minutes; else see which device this user has: ${list}`,
    ],
    'session-keys': [
      `the keys ${keysOf} are those of a session, and a session cannot start another`,
      `take the access key of your IAM user: ${again}`,
    ],
    'role-refused': [
      `you may not assume ${role}${denial.words && `: AWS says: ${denial.words}`}`,
      nextStep(denial) ??
        'ask who owns the role whether it trusts your user, and which MFA, external ID or age it wants',
    ],
    'role-maximum': [
      `${role ?? 'the role'} does not last as long as you asked for`,
      `have its maximum session duration raised, or ask for less: ${command({ duration: 3600 })}`,
    ],
    'chain-cap': [
      'a role that is assumed from a session lasts one hour at most',
      `ask for that: ${command({ duration: 3600 })}`,
    ],
    'source-identity': [
      `the session that assumes ${role ?? 'the role'} has a source identity already, which stays`,
      'take source_identity out of the profile of that role',
    ],
    root: ['the root user cannot assume roles', `take the access key of an IAM user: ${again}`],
    'unknown-key': [
      `AWS does not know the access key ${keysOf}, or it is switched off`,
      `see your keys in the AWS console, Security credentials; then: ${again}`,
    ],
    'region-off': [
      `AWS knows the access key ${keysOf}, but not in ${region}: that region is not enabled in your account`,
      `have it enabled, or sign in by another one: ${elsewhere}`,
    ],
    'wrong-secret': [`the secret access key ${keysOf} is wrong`, `give it again: ${again}`],
    clock: [skewed(error, facts.now), 'set the clock, then try again; the code was not used'],
    expired: ['AWS says that the session has expired', anew],
    ended: ['AWS does not take the session any more', anew],
    'region-disabled': [`STS is switched off in ${region} for this account`, `sign in by another region: ${elsewhere}`],
    'region-wrong': [`AWS does not take ${region} for a region`, `sign in by another one: ${elsewhere}`],
    'not-signed-up': [
      'the AWS account of this key is not ready for that call yet',
      'its owner has to finish the sign-up of the account in the AWS console: the payment, the phone',
    ],
    changed: [
      `the call did not come to ${host} as it was sent: its signature is missing or cut`,
      'something on the way changes it: check the proxy, and AWS_ENDPOINT_URL',
    ],
    'not-sts': [
      `what answers at ${host} does not know the call`,
      'it may be the endpoint of another service: check AWS_ENDPOINT_URL, and endpoint_url in ~/.aws/config',
    ],
    throttled: ['AWS takes no more calls just now', 'wait a few seconds, then try again; the code was not used'],
    denied: [`AWS refused: ${text}`, nextStep(denial) ?? 'ask the administrator of the account'],
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
      'check its firewall, and its limits: ulimit -n',
    ],
  };
}

/** AWS repeats a rejected code in its answer (aws/aws-cli#4648): such texts are not shown, nor what looks like a key. */
function safeText(message: string, secrets: readonly string[]): string {
  const tells = message !== '' && message !== 'Unknown' && !/tokenCode/i.test(message);
  if (!tells || secrets.some((secret) => message.includes(secret))) return 'the call was not well-formed';
  const text = message
    .replace(/\barn:[\w+=,.@:/-]+|[A-Za-z0-9+/=]{40,}/g, (run) => (run.startsWith('arn:') ? run : '…'))
    .replace(/[^\x20-\x7e…]+/g, ' ');
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
