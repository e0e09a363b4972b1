/** A refusal of STS's, and what we say of it. */
export interface Row {
  name: string;
  status: number;
  code: string;
  message: string | undefined;
  said: RegExp;
}

const rows = (table: string): Row[] =>
  table
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', status = '', code = '', message = '', said = ''] = line.split(' | ');
      return { name, status: Number(status), code, message: message === '-' ? undefined : message, said: RegExp(said) };
    });

/** AWS's error catalogue, by its numbers: HTTP status, code, text (byte for byte), and a pattern of our message. */
export const refusals = rows(String.raw`
1 wrong or reused code | 403 | AccessDenied | MultiFactorAuthentication failed with invalid MFA one time pass code.  | refused: wrong
2 wrong serial | 403 | AccessDenied | MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user. | code .*mfa/alice.*\n.*list-mfa-devices
3 only one of serial and code | 403 | AccessDenied | MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code. | check .*code
4 short code | 400 | ValidationError | 1 validation error detected: Value '12345' at 'tokenCode' failed to satisfy constraint: Member must have length greater than or equal to 6 | ^mfa-env: AWS refused: .*well-formed\n
4 long code | 400 | ValidationError | 1 validation error detected: Value '1234567' at 'tokenCode' failed to satisfy constraint: Member must have length less than or equal to 6 | ^mfa-env: AWS refused: .*well-formed\n
4 letters, two clauses | 400 | ValidationError | 2 validation errors detected: Value 'eif' at 'tokenCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [\d]*; Value 'eif' at 'tokenCode' failed to satisfy constraint: Member must have length less than or equal to 6 | ^mfa-env: AWS refused: .*well-formed\n
5 malformed serial | 400 | ValidationError | 1 validation error detected: Value 'x' at 'serialNumber' failed to satisfy constraint: Member must have length greater than or equal to 9 | AWS refused: 1 validation error detected: Value 'x' at 'serialNumber'
5 a serial with a blank | 400 | ValidationError | 1 validation error detected: Value 'a b' at 'serialNumber' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=/:,.@-]* | AWS refused: 1 validation error detected: Value 'a b' at 'serialNumber'
6 unknown key | 403 | InvalidClientTokenId | The security token included in the request is invalid. | access key of profile default
7 wrong secret | 403 | SignatureDoesNotMatch | The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details. | the secret access key of profile default is wrong
8 region of the scope | 403 | SignatureDoesNotMatch | Credential should be scoped to a valid region.  | AWS does not know the region eu-central-1
8 service of the scope | 403 | SignatureDoesNotMatch | Credential should be scoped to correct service: 'sts'.  | AWS does not know the region eu-central-1
8 service, and region | 403 | SignatureDoesNotMatch | Credential should be scoped to a valid region. Credential should be scoped to correct service: 'sts'.  | AWS does not know the region eu-central-1
11 expired session | 403 | ExpiredToken | The security token included in the request is expired | AWS says that the session has expired\n.*with a code
12 expired, other operation | 400 | ExpiredTokenException | Token expired | AWS says that the session has expired
13 session keys | 403 | AccessDenied | Cannot call GetSessionToken with session credentials | session keys, and a session cannot start another
15 older form | 403 | AccessDenied | Access denied | AWS refused: Access denied
17 duration too short | 400 | ValidationError | 1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900 | AWS refused: 1 validation error detected: Value '899'
17 duration too long | 400 | ValidationError | 1 validation error detected: Value '345600' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 129600 | AWS refused: 1 validation error detected: Value '345600'
18 no message | 400 | MalformedInput | - | ^mfa-env: AWS refused: .*well-formed\n
18 missing value | 400 | MalformedInput | missing value for decimal type | AWS refused: missing value for decimal type
23 STS off in the region | 403 | RegionDisabledException | STS is not activated in this region for account:751555341958. Your account administrator can activate STS in this region using the IAM Console. | STS is disabled in eu-central-1
24 throttled | 400 | Throttling | Rate exceeded | AWS is throttling calls\n.*the code was not used
27 unknown action | 400 | InvalidAction | Could not find operation X for version 2011-06-15 | the server at .* does not know this call
27 no version | 400 | InvalidAction | Could not find operation X for version NO_VERSION_SPECIFIED | the server at .* does not know this call
28 no signature | 403 | MissingAuthenticationToken | Request is missing Authentication Token | missing or damaged signature
31 server fault | 500 | InternalFailure | An internal error | AWS had an internal failure \(500\)
31 unavailable | 503 | ServiceUnavailable | Unavailable | AWS had an internal failure \(503\)
`);

/** The rows of AssumeRole. */
export const roleRefusals = rows(String.raw`
14 refused | 403 | AccessDenied | User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/admin | not assume arn:aws:iam::111122223333:role/admin\n.*trusts
16 explicit deny | 403 | AccessDenied | User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/admin with an explicit deny in an identity-based policy | not assume .*role/admin
16 explicit deny, with the policy | 403 | AccessDenied | User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/admin with an explicit deny in an identity-based policy: arn:aws:iam::111122223333:policy/X | not assume .*role/admin
17 duration too long | 400 | ValidationError | 1 validation error detected: Value '43201' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 43200 | AWS refused: 1 validation error detected: Value '43201'
the root user | 403 | AccessDenied | Roles may not be assumed by root accounts. | the root user cannot assume roles
19 the role’s maximum | 400 | ValidationError | The requested DurationSeconds exceeds the MaxSessionDuration set for this role. | role/admin does not allow such a long session
20 one hour in a chain | 400 | ValidationError | The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining. | at most one hour
21 no role | 400 | ValidationError | 1 validation error detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null | AWS refused: .*'roleArn'
21 short role | 400 | ValidationError | 1 validation error detected: Value 'arn:aws' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20 | AWS refused: .*'roleArn'
21 malformed role | 400 | ValidationError | arn:x is invalid | AWS refused: arn:x is invalid
22 session name | 400 | ValidationError | 1 validation error detected: Value 'a b' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]* | AWS refused: .*'roleSessionName'
25 policy too big | 400 | PackedPolicyTooLarge | Packed policy consumes 157% of allotted space, please use smaller policy. | too large together: AWS says: Packed policy consumes 157%
26 bad policy | 400 | MalformedPolicyDocument | Syntax errors in policy. | refused: AWS says: Syntax errors in policy\.
`);

/** Rows 9 and 10. `ahead`: of AWS's clock before ours, in minutes. */
export const skews = [
  {
    name: '9 behind',
    message: 'Signature expired: 20220127T001427Z is now earlier than 20220127T014428Z (20220127T015928Z - 15 min.)',
    ahead: 20,
    said: /clock .*(20m|19m) behind/,
  },
  {
    name: '10 ahead',
    message: 'Signature not yet current: 20220127T024427Z is still later than 20220127T014428Z (C + 15 min.)',
    ahead: -20,
    said: /clock .*(20m|19m) ahead/,
  },
  {
    name: '9 two years behind',
    message: 'Signature expired: A is now earlier than B (C - 15 min.)',
    ahead: 2 * 365 * 24 * 60,
    said: /clock .*(730|729) days behind/,
  },
  {
    name: '10 two years ahead',
    message: 'Signature not yet current: A is still later than B (C + 15 min.)',
    ahead: -2 * 365 * 24 * 60,
    said: /clock .*(730|729) days ahead/,
  },
];

/** The rows of network faults and answers that are not AWS's, by the names that the titles have behind `network`. */
export const networkRows = [
  ...['DNS', 'refused', 'reset', 'requestTimeout', 'socketTimeout', 'connectionTimeout', 'self-signed'],
  ...[
    'name mismatch',
    'TLS to an http port',
    'HTML 502',
    'empty 403',
    '200 with cut XML',
    '200 with HTML',
    'no region',
  ],
];
