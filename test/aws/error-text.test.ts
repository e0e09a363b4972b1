import { expect, test } from 'vitest';
import { type ErrorKind, errorKind, mayHaveArrived, ProxyError } from '../../src/aws/error-kind.ts';
import { errorToFailure } from '../../src/aws/error-text.ts';

// Each kind of error has its own words and next step: C6.2.

const facts = { profile: 'acme', region: 'eu-west-1', host: 'sts.example', device: 'mfa', role: 'role', now: 0 };
const code = '192837';

/** An error of the SDK for an answer of STS. */
const answer = (status: number, name: string, message: string): Error =>
  Object.assign(new Error(message), {
    name,
    $fault: status < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode: status },
  });

const trouble = (name: string, errorCode: string | undefined, message: string): Error =>
  Object.assign(new Error(message), { name, code: errorCode });

const signature =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
const clause = (what: string, value = 'x'): string =>
  `1 validation error detected: Value '${value}' at '${what}' failed to satisfy constraint: Member must have length less than or equal to 6`;

// Errors of the SDK → kind, message, advice.
test.each<[string, number, string, string, ErrorKind]>([
  ['1', 403, 'AccessDenied', 'MultiFactorAuthentication failed with invalid MFA one time pass code. ', 'wrong-code'],
  [
    '2',
    403,
    'AccessDenied',
    'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
    'wrong-device',
  ],
  [
    '3',
    403,
    'AccessDenied',
    'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.',
    'wrong-device',
  ],
  ['4', 400, 'ValidationError', clause('tokenCode', code), 'invalid'],
  [
    '4, several',
    400,
    'ValidationError',
    `2 validation errors detected: Value '${code}' at 'tokenCode' failed; Value '${code}' at 'tokenCode' failed`,
    'invalid',
  ],
  ['5', 400, 'ValidationError', clause('serialNumber'), 'invalid'],
  ['6', 403, 'InvalidClientTokenId', 'The security token included in the request is invalid.', 'unknown-key'],
  ['7', 403, 'SignatureDoesNotMatch', signature, 'wrong-secret'],
  ['8', 403, 'SignatureDoesNotMatch', 'Credential should be scoped to a valid region. ', 'region-wrong'],
  [
    '8, both',
    403,
    'SignatureDoesNotMatch',
    "Credential should be scoped to a valid region. Credential should be scoped to correct service: 'sts'. ",
    'region-wrong',
  ],
  [
    '9',
    403,
    'SignatureDoesNotMatch',
    'Signature expired: 20220127T001427Z is now earlier than 20220127T014428Z (20220127T015928Z - 15 min.)',
    'clock',
  ],
  ['10', 403, 'SignatureDoesNotMatch', 'Signature not yet current: A is still later than B (C + 15 min.)', 'clock'],
  ['10, other services', 403, 'InvalidSignatureException', 'Signature expired: x', 'clock'],
  ['11', 403, 'ExpiredToken', 'The security token included in the request is expired', 'expired'],
  ['12', 400, 'ExpiredTokenException', 'Token expired', 'expired'],
  ['13', 403, 'AccessDenied', 'Cannot call GetSessionToken with session credentials', 'session-keys'],
  ['13, federation', 403, 'AccessDenied', 'Cannot call GetFederationToken with session credentials', 'session-keys'],
  [
    '14',
    403,
    'AccessDenied',
    'User: arn:aws:iam::111122223333:user/a is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/r',
    'role-refused',
  ],
  ['15', 403, 'AccessDenied', 'Access denied', 'role-refused'],
  [
    '16',
    403,
    'AccessDenied',
    'User: x is not authorized to perform: sts:AssumeRole on resource: r with an explicit deny in an identity-based policy',
    'role-refused',
  ],
  [
    '16, another action',
    403,
    'AccessDenied',
    'User: x is not authorized to perform: iam:ListMFADevices on resource: r',
    'denied',
  ],
  [
    '17',
    400,
    'ValidationError',
    "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
    'invalid',
  ],
  ['18', 400, 'MalformedInput', 'Unknown', 'invalid'],
  [
    '19',
    400,
    'ValidationError',
    'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    'role-maximum',
  ],
  [
    '20',
    400,
    'ValidationError',
    'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    'chain-cap',
  ],
  ['21', 400, 'ValidationError', 'x is invalid', 'invalid'],
  ['22', 400, 'ValidationError', clause('roleSessionName'), 'invalid'],
  [
    '23',
    403,
    'RegionDisabledException',
    'STS is not activated in this region for account:751555341958. Your account administrator can activate STS in this region using the IAM Console.',
    'region-disabled',
  ],
  ['24', 400, 'Throttling', 'Rate exceeded', 'throttled'],
  [
    '25',
    400,
    'PackedPolicyTooLargeException',
    'Packed policy consumes 157% of allotted space, please use smaller policy.',
    'policy-size',
  ],
  ['26', 400, 'MalformedPolicyDocumentException', 'Syntax errors in policy.', 'policy-refused'],
  ['27', 400, 'InvalidAction', 'Could not find operation X for version 2011-06-15', 'not-sts'],
  ['28', 403, 'MissingAuthenticationToken', 'Request is missing Authentication Token', 'changed'],
  ['29', 302, 'Unknown', 'Unknown', 'not-aws'],
  ['30', 404, 'Unknown', 'Unknown', 'not-aws'],
  ['31', 500, 'InternalFailure', 'Internal Failure', 'fault'],
  ['31, 503', 503, 'ServiceUnavailable', 'Service Unavailable', 'fault'],
  ['opt-in', 403, 'OptInRequired', 'The AWS Access Key Id needs a subscription for the service', 'not-signed-up'],
  ['incomplete', 400, 'IncompleteSignature', "Authorization header requires 'Signature' parameter.", 'changed'],
  ['not authorized', 400, 'NotAuthorized', 'You do not have permission to perform this action.', 'denied'],
  ['authentication', 401, 'AuthFailure', 'AWS was not able to validate the provided access credentials', 'unknown-key'],
  ['skewed', 403, 'RequestTimeTooSkewed', 'The difference is too large.', 'clock'],
  ['7, other services', 403, 'InvalidSignatureException', signature, 'wrong-secret'],
  ['slow', 400, 'RequestTimeoutException', 'Your socket connection was not read from in time.', 'timeout'],
  [
    'source',
    400,
    'ValidationError',
    'The source identity is already set for this assume role session',
    'source-identity',
  ],
  ['24, S3', 503, 'SlowDown', 'Please reduce your request rate.', 'throttled'],
  ['24, throttled', 400, 'RequestThrottled', 'Request was throttled.', 'throttled'],
  ['24, exception', 400, 'RequestThrottledException', 'Request was throttled.', 'throttled'],
  ['24, EC2', 503, 'RequestLimitExceeded', 'Request limit exceeded.', 'throttled'],
  ['24, JSON', 429, 'TooManyRequestsException', 'Too Many Requests', 'throttled'],
  ['root', 403, 'AccessDenied', 'Roles may not be assumed by root accounts.', 'root'],
])('row %s: %i %s', (_, status, name, message, cause) => {
  expectCause(answer(status, name, message), cause);
});

const handler = '@smithy/node-http-handler - ';

test.each<[string, Error, ErrorKind]>([
  ['DNS', trouble('Error', 'ENOTFOUND', 'getaddrinfo ENOTFOUND sts.nowhere.invalid'), 'no-host'],
  ['DNS, for now', trouble('Error', 'EAI_AGAIN', 'getaddrinfo EAI_AGAIN x'), 'no-host'],
  ['refused', trouble('Error', 'ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1'), 'no-connection'],
  ['no way there', trouble('Error', 'ENETUNREACH', 'connect ENETUNREACH 1.1.1.1:443'), 'no-connection'],
  ['reset', trouble('TimeoutError', 'ECONNRESET', 'socket hang up'), 'lost'],
  [
    'requestTimeout',
    trouble(
      'TimeoutError',
      'ETIMEDOUT',
      `${handler}[ERROR] a request has exceeded the configured 300 ms requestTimeout.`,
    ),
    'timeout',
  ],
  [
    'socketTimeout',
    trouble(
      'TimeoutError',
      undefined,
      `${handler}the request socket timed out after 300 ms of inactivity (configured by client requestHandler).`,
    ),
    'timeout',
  ],
  [
    'connectionTimeout',
    trouble(
      'TimeoutError',
      undefined,
      `${handler}the request socket did not establish a connection with the server within the configured timeout of 10 ms.`,
    ),
    'no-time',
  ],
  ['aborted', trouble('AbortError', undefined, 'Request aborted'), 'timeout'],
  ['self-signed', trouble('Error', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate'), 'tls'],
  [
    'self-signed in a chain',
    trouble('Error', 'SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain'),
    'tls',
  ],
  [
    'unknown issuer',
    trouble('Error', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify the first certificate'),
    'tls',
  ],
  ['out of date', trouble('Error', 'CERT_HAS_EXPIRED', 'certificate has expired'), 'tls'],
  [
    'another name',
    trouble('Error', 'ERR_TLS_CERT_ALTNAME_INVALID', "Hostname/IP does not match certificate's altnames: x"),
    'tls',
  ],
  ['TLS to an http port', trouble('Error', 'EPROTO', 'write EPROTO wrong version number'), 'tls'],
  ['HTML 502', answer(502, 'Unknown', 'Unknown'), 'not-aws'],
  ['empty 403', answer(403, 'Unknown', 'Unknown'), 'not-aws'],
  ['cut XML', new Error('@aws-sdk XML parse error: unexpected end of input.'), 'not-aws'],
  ['HTML 200', new Error('not an answer of AWS'), 'not-aws'],
  ['a proxy', new ProxyError('proxy.example:3128', 407), 'proxy'],
  [
    'the kernel gave up',
    Object.assign(trouble('TimeoutError', 'ETIMEDOUT', 'connect ETIMEDOUT'), { syscall: 'connect' }),
    'no-time',
  ],
  [
    'TLS that breaks off',
    trouble('Error', 'ECONNRESET', 'Client network socket disconnected before secure TLS connection was established'),
    'tls',
  ],
  ['too many files', Object.assign(trouble('Error', 'EMFILE', 'connect EMFILE'), { syscall: 'connect' }), 'machine'],
  ['a fault of ours', new TypeError('x is not a function'), 'unexpected'],
])('network: %s', (_, error, cause) => {
  expectCause(error, cause);
});

function expectCause(error: Error, cause: ErrorKind): void {
  expect(errorKind(error)).toBe(cause);
  const { message, advice, status } = errorToFailure(error, cause, facts);
  expect(status).toBe(1);
  expect(message).toMatch(/^[^\n]{10,200}$/);
  expect(advice).toMatch(/^[^\n]{4,200}$/);
  expect(message + advice).not.toContain(code);
}

test('C6.2: each cause has its own message', () => {
  const causes: ErrorKind[] = [
    'wrong-code',
    'wrong-device',
    'session-keys',
    'role-refused',
    'role-maximum',
    'chain-cap',
    'root',
    'unknown-key',
    'region-off',
    'source-identity',
    'not-signed-up',
    'changed',
    'not-sts',
  ];
  causes.push(
    'wrong-secret',
    'clock',
    'expired',
    'region-disabled',
    'region-wrong',
    'throttled',
    'denied',
    'invalid',
    'fault',
  );
  causes.push('no-host', 'no-connection', 'lost', 'timeout', 'proxy', 'tls', 'not-aws');
  const texts = causes.map((cause) => {
    const { message, advice } = errorToFailure(new Error('text'), cause, facts);
    return `${message}; ${advice}`;
  });
  expect(new Set(texts).size).toBe(causes.length);
});

test('C6.2: the message says by how much the clock is off', () => {
  const at = (date: string): unknown => ({ $response: { headers: { date } } });
  const message = (date: string, now: string): string =>
    errorToFailure(at(date), 'clock', { ...facts, now: Date.parse(now) }).message;
  expect(message('Tue, 01 Sep 2026 12:00:00 GMT', '2026-09-01T10:00:00Z')).toBe(
    "this machine's clock is 2h 00m behind",
  );
  expect(message('Tue, 01 Sep 2026 12:00:00 GMT', '2026-09-01T12:20:00Z')).toBe("this machine's clock is 20m ahead");
  expect(message('Tue, 01 Sep 2026 12:00:00 GMT', '2025-09-01T12:00:00Z')).toBe(
    "this machine's clock is 365 days behind",
  );
  expect(message('', '2025-09-01T12:00:00Z')).toMatch(/off by more than 15 minutes/);
});

test('C4.3: the kinds that may have used up the code', () => {
  const open = (['lost', 'timeout', 'fault', 'not-aws'] as const).map(mayHaveArrived);
  const shut = (['wrong-code', 'clock', 'throttled', 'no-host', 'no-connection', 'tls', 'unknown-key'] as const).map(
    mayHaveArrived,
  );
  expect([...open, ...shut]).toEqual([...open.map(() => true), ...shut.map(() => false)]);
});

test('C6.2: the reason of AWS is shown with whole ARNs, but without anything that may be a secret', () => {
  const policy = 'arn:aws:iam::111122223333:policy/RestrictedUserResourceIsolationOfTheWholeTeam';
  const refuse = (why: string): string => {
    const text = `User: arn:aws:iam::111122223333:user/a is not authorized to perform: sts:AssumeRole on resource: r ${why}`;
    return errorToFailure(answer(403, 'AccessDenied', text), 'role-refused', { ...facts, secrets: [secret] }).message;
  };
  const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
  const why = `with an explicit deny in an identity-based policy: ${policy}`;
  expect(refuse(why)).toBe(`you may not assume role: AWS says: ${why}`);
  expect(refuse(`${why}\u001b[31m ${'x'.repeat(40)}`)).toBe(`you may not assume role: AWS says: ${why} [31m …`);
  expect(refuse(`${why} ${secret}`)).not.toContain(secret);
});

test('advice repeats the given options, and names a region of the partition', () => {
  const advice = (cause: ErrorKind, more: object): string =>
    errorToFailure(new Error('x'), cause, { ...facts, ...more }).advice;
  const given = { region: 'cn-northwest-1', roleArn: 'arn:aws-cn:iam::111122223333:role/a', duration: 5400 };
  expect(advice('region-disabled', { region: 'cn-northwest-1', given, device: undefined })).toMatch(
    /: mfa-env acme --region cn-north-1 --role-arn arn:aws-cn:iam::111122223333:role\/a -d 90m$/,
  );
  expect(advice('region-disabled', { region: 'us-gov-east-1' })).toMatch(/--region us-gov-west-1$/);
  // The device tells the partition, where the region does not belong to it.
  expect(advice('region-off', { region: 'eu-west-1', device: 'arn:aws-cn:iam::1:mfa/a' })).toMatch(/ cn-north-1$/);
  expect(advice('role-maximum', { given: { ...given, duration: 43200 } })).toMatch(/ -d 1h$/);
});
