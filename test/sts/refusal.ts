import { type RoleRefusal, refusalText } from './role-refusal.ts';

/** An error that STS answers with. `message` is undefined where AWS sends no Message element. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly text: string | undefined;

  constructor(status: number, code: string, text?: string) {
    super(text ?? code);
    this.status = status;
    this.code = code;
    this.text = text;
  }
}

const denied = (text: string): Refusal => new Refusal(403, 'AccessDenied', text);
const invalid = (text: string): Refusal => new Refusal(400, 'ValidationError', text);

/** A wrong code, or one that was used before. The space at the end is AWS's. */
export const wrongCode = (): Refusal =>
  denied('MultiFactorAuthentication failed with invalid MFA one time pass code. ');

/** A serial that is none of the caller's enabled devices. The two spaces are AWS's. */
export const wrongSerial = (): Refusal =>
  denied(
    'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
  );

/** A serial without a code, or a code without a serial. */
export const halfMfa = (): Refusal =>
  denied('MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.');

/** Field rules that were broken; AWS reports all of them at once. */
export const brokenConstraints = (clauses: string[]): Refusal =>
  invalid(`${clauses.length} validation error${clauses.length > 1 ? 's' : ''} detected: ${clauses.join('; ')}`);

/** A rule of the operation itself, in AWS's own words. */
export const invalidRequest = invalid;

/** A number field that holds no 32-bit integer. */
export const malformedNumber = (value: string): Refusal =>
  new Refusal(400, 'MalformedInput', value === '' ? 'missing value for decimal type' : undefined);

/** An unknown or inactive key, a missing, wrong or orphaned session token. */
export const invalidToken = (): Refusal =>
  new Refusal(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.');

/** What IAM says to a session that was made without MFA: the same code, but no full stop. */
export const invalidTokenForIam = (): Refusal =>
  new Refusal(403, 'InvalidClientTokenId', 'The security token included in the request is invalid');

/** A session that is over. */
export const expiredToken = (): Refusal =>
  new Refusal(403, 'ExpiredToken', 'The security token included in the request is expired');

/** Any fault of the signature, its scope or its date. */
export const badSignature = (text: string): Refusal => new Refusal(403, 'SignatureDoesNotMatch', text);

/** An Authorization header that cannot be read. */
export const incompleteSignature = (text: string): Refusal => new Refusal(400, 'IncompleteSignature', text);

/** No Authorization header at all. */
export const unsigned = (): Refusal =>
  new Refusal(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token');

/** An action of STS that temporary credentials may not call. */
export const notWithSession = (action: string): Refusal => denied(`Cannot call ${action} with session credentials`);

/** AssumeRole with root keys. */
export const rootAssumes = (): Refusal => denied('Roles may not be assumed by root accounts.');

/** AssumeRole refused by trust or policy, or a role that does not exist: AWS does not say which. */
export const mayNotAssume = (callerArn: string, roleArn: string): Refusal =>
  denied(`User: ${callerArn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`);

/** AssumeRole refused in words that name the policy. */
export const refusedByPolicy = (callerArn: string, roleArn: string, refusal: RoleRefusal): Refusal =>
  denied(refusalText(callerArn, roleArn, refusal));

/** An IAM call that no policy of the caller allows. `explicit`: or that a Deny statement forbids. */
export const mayNotCallIam = (callerArn: string, action: string, resource: string, explicit = false): Refusal =>
  denied(
    `User: ${callerArn} is not authorized to perform: iam:${action} on resource: ${resource} ${explicit ? 'with an explicit deny in an identity-based policy' : `because no identity-based policy allows the iam:${action} action`}`,
  );

/** A second device, or one less, without MFA: forbidden since April 2023, whatever policies say (AWS-2023-001). */
export const mustHaveMfa = (): Refusal =>
  denied(
    'To complete this action, please ensure that you are authenticated with an MFA device that is enabled for this user.',
  );

/** Any call through a VPC endpoint whose policy denies it (IAM user guide, troubleshoot_access-denied). */
export const deniedByEndpoint = (): Refusal =>
  denied(
    'User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:GetCallerIdentity with an explicit deny in a VPC endpoint policy',
  );

/** A user name that IAM does not know. */
export const noSuchUser = (name: string): Refusal =>
  new Refusal(404, 'NoSuchEntity', `The user with name ${name} cannot be found.`);

/** Something else that IAM does not know, in its own words. */
export const noSuchEntity = (text: string): Refusal => new Refusal(404, 'NoSuchEntity', text);

/** A device that is not one of this user's. */
export const notTheirDevice = (): Refusal => noSuchEntity('MFA Device invalid for user.');

/** A name that is taken, or a device that somebody has. */
export const alreadyExists = (text: string): Refusal => new Refusal(409, 'EntityAlreadyExists', text);

/** An enabled device cannot be deleted. */
export const deviceInUse = (): Refusal =>
  new Refusal(409, 'DeleteConflict', 'MFA VirtualDevice in use. Must deactivate first.');

/** Two codes that are not consecutive, too old, or not this device's. */
export const invalidPair = (): Refusal =>
  new Refusal(403, 'InvalidAuthenticationCode', 'Authentication code for device is not valid.');

/** Too many of something. */
export const overQuota = (quota: string, most: number): Refusal =>
  new Refusal(409, 'LimitExceeded', `Cannot exceed quota for ${quota}: ${most}`);

/** An entity that IAM is still changing. */
export const temporarilyUnmodifiable = (): Refusal =>
  new Refusal(409, 'EntityTemporarilyUnmodifiable', 'The entity is temporarily unmodifiable. Please try again later.');

/** The account has switched STS off in this region. */
export const regionOff = (accountId: string): Refusal =>
  new Refusal(
    403,
    'RegionDisabledException',
    `STS is not activated in this region for account:${accountId}. Your account administrator can activate STS in this region using the IAM Console.`,
  );

/** Tags that do not fit together. */
export const invalidParameter = (text: string): Refusal => new Refusal(400, 'InvalidParameterValue', text);

/** Tags for a role whose policies do not allow them. */
export const mayNotTag = (callerArn: string, roleArn: string): Refusal =>
  denied(`User: ${callerArn} is not authorized to perform: sts:TagSession on resource: ${roleArn}`);

/** A session policy that is no JSON, or a managed one that is not there. */
export const malformedPolicy = (text = 'Syntax errors in policy.'): Refusal =>
  new Refusal(400, 'MalformedPolicyDocument', text);

/** Session policies that are too large together. */
export const policyTooLarge = (percent: number): Refusal =>
  new Refusal(
    400,
    'PackedPolicyTooLarge',
    `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`,
  );

/** Too many requests. AWS answers 400, not 429. */
export const throttled = (): Refusal => new Refusal(400, 'Throttling', 'Rate exceeded');

/** An action that the service does not have in this version. */
export const unknownAction = (action: string, version: string | undefined): Refusal =>
  new Refusal(
    400,
    'InvalidAction',
    `Could not find operation ${action} for version ${version ?? 'NO_VERSION_SPECIFIED'}`,
  );
