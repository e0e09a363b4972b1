import { commandLine, type Given, plainly, profileWords } from '../cli/to-type.ts';
import { type Failure, isFailure, refused, textOf, unexpected } from '../errors.ts';
import { configureLine, word } from '../text/quote.ts';
import { clockErrorText } from '../text/time.ts';
import { denialIn, nextStep } from './denials.ts';
import { accountOf, isToken } from './device.ts';
import { type ErrorKind, nodeCode, type SdkError } from './error-kind.ts';
import { proxyErrorText, tlsErrorText } from './network-error-text.ts';
import { firstRegion } from './region.ts';

export interface ErrorContext {
  /** '' for the keys of the environment. */
  profile: string;
  /** Where the long-term keys are, and the profile that holds them; by default `profile`, in the files. */
  keys?: { from: 'files' | 'environment' | 'process'; profile: string; account?: string | undefined } | undefined;
  /** Whether a cached session signed the call, rather than these keys. */
  signedBySession?: boolean | undefined;
  region: string;
  host: string;
  given?: Omit<Given, 'profile'> | undefined;
  /** Whether the device was looked up, chosen or derived, rather than configured. */
  isFound?: boolean | undefined;
  device?: string | undefined;
  role?: string | undefined;
  /** Values that no message may show: an answer can repeat what was sent. */
  secrets?: readonly string[] | undefined;
  /** Milliseconds since 1970, by the clock of this machine. */
  now: number;
}

/** The failure of a call with a message and advice for its kind (C6.2). It shows text from AWS only where that is safe. */
export function errorToFailure(error: unknown, kind: ErrorKind, context: ErrorContext): Failure {
  if (isFailure(error)) return error;
  if (kind === 'unexpected') return unexpected(error);
  const [message, advice] = errorTexts(error as SdkError, context)[textKind(kind, context)];
  return refused(message, advice, error);
}

type TextKind = Exclude<ErrorKind, 'unexpected'> | 'ended';

function textKind(kind: Exclude<ErrorKind, 'unexpected'>, { role, signedBySession }: ErrorContext): TextKind {
  // Older texts of AWS do not name the refused action, so it may be another one than AssumeRole.
  if (kind === 'role-refused' && !role) return 'denied';
  return kind === 'unknown-key' && signedBySession ? 'ended' : kind;
}

function errorTexts(error: SdkError, context: ErrorContext): Record<TextKind, [message: string, advice: string]> {
  const { region, host, device, role, profile } = context;
  const { from, profile: owner, account } = context.keys ?? { from: 'files', profile };
  const ofDevice = accountOf(device ?? '');
  const isElsewhere = ofDevice !== undefined && account !== undefined && ofDevice !== account;
  const ofKey = from === 'environment' ? 'in the environment' : `of profile ${owner}`;
  const enterKey = {
    files: configureLine(owner),
    environment: 'correct AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    process: `put the right one where credential_process of profile ${word(owner)} finds it`,
  }[from];
  const listDevices = `aws iam list-mfa-devices${from === 'files' ? ` --profile ${word(owner)}` : ''}`;
  const command = (change: Partial<Given> = {}): string => commandLine({ ...context.given, profile, ...change });
  const doctor = (context.given?.toType ?? plainly)('doctor', ...profileWords(profile));
  const inFirstRegion = command({ region: firstRegion(region, device ?? role) });
  const refresh = `start a new one with a code: ${command({ refresh: true })}`;
  const text = safeText(textOf(error, 'message'), context.secrets ?? []);
  const denial = denialIn(text);
  return {
    'wrong-code': [
      'the code was refused: wrong, too old, or already used',
      isToken(device ?? 'arn:')
        ? 'wait for the next code; if that is refused too, resync the token in the AWS console, Security credentials'
        : 'wait for the next code, and check the clock of your authenticator',
    ],
    'wrong-device': [
      isElsewhere
        ? `the MFA device is of account ${ofDevice}, and the access key ${ofKey} is of account ${account}: ${device}`
        : `AWS could not check a code of ${device ?? 'that MFA device'} for this user`,
      context.isFound
        ? `if the device is new or was tried many times, wait three minutes; otherwise copy its ARN from the AWS console, Security credentials: ${command({ serial: 'ARN' })}`
        : `${isElsewhere ? '' : 'if the device is new or was tried many times, wait three minutes; otherwise '}list the devices of this user: ${listDevices}`,
    ],
    'session-keys': [
      `the keys ${ofKey} are session keys, and a session cannot start another one`,
      `use the access key of your IAM user: ${enterKey}`,
    ],
    'role-refused': [
      `you may not assume ${role}${denial.reason && `: AWS says: ${denial.reason}`}`,
      nextStep(denial) ??
        'ask the owner of the role whether it trusts your user, and which MFA, external ID or code age it requires',
    ],
    'role-maximum': [
      `${role ?? 'the role'} does not allow such a long session`,
      `raise its maximum session duration, or ask for less: ${command({ duration: 3600 })}`,
    ],
    'chain-cap': [
      'a role assumed from a session lasts at most one hour',
      `ask for one hour: ${command({ duration: 3600 })}`,
    ],
    'source-identity': [
      `the session that assumes ${role ?? 'the role'} already has a source identity, which cannot change`,
      'remove source_identity from the profile of that role',
    ],
    'policy-refused': [
      `a policy for the session was refused: AWS says: ${text}`,
      "each --policy-arn has to exist, as AWS's own or in the account of the role",
    ],
    'policy-size': [
      `policies and tags of the session are too large together: AWS says: ${text}`,
      'name fewer or smaller ones',
    ],
    root: ['the root user cannot assume roles', `use the access key of an IAM user: ${enterKey}`],
    'unknown-key': [
      `the access key ${ofKey} does not exist or is inactive`,
      `check it in the AWS console under Security credentials, then: ${enterKey}`,
    ],
    'region-off': [
      `the region ${region} is not enabled in the account of the access key ${ofKey}`,
      `enable it, or use another region: ${inFirstRegion}`,
    ],
    'wrong-secret': [
      `the secret access key ${ofKey} is wrong`,
      from === 'files' ? `enter it again: ${enterKey}` : enterKey,
    ],
    clock: [clockMessage(error, context.now), 'set the clock, then try again; the code was not used'],
    expired: ['AWS says that the session has expired', refresh],
    ended: ['AWS no longer accepts the session', refresh],
    'region-disabled': [`STS is disabled in ${region} for this account`, `use another region: ${inFirstRegion}`],
    'region-wrong': [`AWS does not know the region ${region}`, `use another region: ${inFirstRegion}`],
    'not-signed-up': [
      'the AWS account of this key is not fully set up yet',
      'its owner has to finish the sign-up in the AWS console: payment method and phone number',
    ],
    changed: [
      `the call reached ${host} with a missing or damaged signature`,
      'something on the way changes it: check the proxy and AWS_ENDPOINT_URL',
    ],
    'not-sts': [
      `the server at ${host} does not know this call`,
      'it may be the endpoint of another service: check AWS_ENDPOINT_URL, and endpoint_url in ~/.aws/config',
    ],
    throttled: ['AWS is throttling calls', 'wait a few seconds, then try again; the code was not used'],
    denied: [`AWS refused: ${text}`, nextStep(denial) ?? 'ask the administrator of the account'],
    invalid: [`AWS refused: ${text}`, `check the options and the profile: ${doctor}`],
    fault: [`AWS had an internal failure (${error.$metadata?.httpStatusCode ?? host})`, 'wait a few seconds'],
    'no-host': [`${host} was not found`, 'check the network and the region'],
    'no-connection': [`${host} cannot be reached`, 'check the network, the VPN and the endpoint'],
    'no-time': [`the connection to ${host} timed out`, 'check the network, the VPN and the proxy'],
    lost: [`the connection to ${host} broke before an answer came`, 'check the network'],
    timeout: [`${host} did not answer in time`, 'check the network, the VPN and the proxy'],
    proxy: proxyErrorText(error, host),
    tls: tlsErrorText(nodeCode(error), host),
    'not-aws': [
      `the server at ${host} is not AWS`,
      'check the network (is there a sign-in page?), the proxy and the endpoint',
    ],
    machine: [`this machine blocked the call (${nodeCode(error)})`, 'check its firewall and its limits: ulimit -n'],
  };
}

/** AWS repeats a rejected code in its answer (aws/aws-cli#4648). Such texts are not shown, nor what looks like a key. */
function safeText(message: string, secrets: readonly string[]): string {
  const isUseful = message !== '' && message !== 'Unknown' && !/tokenCode/i.test(message);
  if (!isUseful || secrets.some((secret) => message.includes(secret))) return 'the call was not well-formed';
  const text = message
    .replace(/\barn:[\w+=,.@:/-]+|[A-Za-z0-9+/=]{40,}/g, (run) => (run.startsWith('arn:') ? run : '…'))
    .replace(/[^\x20-\x7e…]+/g, ' ');
  return text.trim().slice(0, 500);
}

function clockMessage({ $response }: SdkError, now: number): string {
  const there = Date.parse($response?.headers?.date ?? '');
  if (Number.isNaN(there)) return "this machine's clock is off by more than 15 minutes";
  return clockErrorText((now - there) / 1000) ?? "AWS says that this machine's clock is wrong";
}
