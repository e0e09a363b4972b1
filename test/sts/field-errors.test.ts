import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectError } from './expect-error.ts';
import { type RawAnswer, sts } from './raw-client.ts';
import { type Sts, startSts } from './server.ts';

// The local STS checks each field as AWS does, and names it in AWS's words.

const SERIAL = 'arn:aws:iam::111122223333:mfa/alice';
const READONLY = 'arn:aws:iam::111122223333:role/readonly';

let server: Sts;
beforeAll(async () => {
  server = await startSts();
});
afterAll(() => server.close());

type Fields = Record<string, string>;

function ask(action: string, fields: Fields): Promise<RawAnswer> {
  const good: Fields =
    action === 'AssumeRole'
      ? { RoleArn: READONLY, RoleSessionName: 'me' }
      : { SerialNumber: SERIAL, TokenCode: '123456' };
  return sts(server.url, action, { ...good, ...fields });
}

const ROLE = 'AssumeRole';
const SESSION = 'GetSessionToken';
const NAME_PATTERN = 'satisfy regular expression pattern: [\\w+=,.@-]*';

/** Each field holds `value`; the answer says that the member must `what`. */
const ROWS: [action: string, field: string, value: string, what: string][] = [
  [SESSION, 'TokenCode', '12345', 'have length greater than or equal to 6'],
  [SESSION, 'TokenCode', '', 'have length greater than or equal to 6'],
  [SESSION, 'TokenCode', '1234567', 'have length less than or equal to 6'],
  [SESSION, 'TokenCode', '12345x', 'satisfy regular expression pattern: [\\d]*'],
  [SESSION, 'SerialNumber', 'GAHT1', 'have length greater than or equal to 9'],
  [SESSION, 'SerialNumber', 'G'.repeat(257), 'have length less than or equal to 256'],
  [SESSION, 'SerialNumber', 'GAHT 12345678', 'satisfy regular expression pattern: [\\w+=/:,.@-]*'],
  [SESSION, 'DurationSeconds', '899', 'have value greater than or equal to 900'],
  [SESSION, 'DurationSeconds', '345600', 'have value less than or equal to 129600'],
  [ROLE, 'DurationSeconds', '-1', 'have value greater than or equal to 900'],
  [ROLE, 'DurationSeconds', '43201', 'have value less than or equal to 43200'],
  [ROLE, 'RoleArn', 'arn:aws:iam::1:role', 'have length greater than or equal to 20'],
  [ROLE, 'RoleSessionName', 'm', 'have length greater than or equal to 2'],
  [ROLE, 'RoleSessionName', 'm'.repeat(65), 'have length less than or equal to 64'],
  [ROLE, 'RoleSessionName', 'me too', NAME_PATTERN],
  [ROLE, 'ExternalId', 'a b', 'satisfy regular expression pattern: [\\w+=,.@:\\/-]*'],
  [ROLE, 'ExternalId', 'x'.repeat(1225), 'have length less than or equal to 1224'],
  [ROLE, 'TokenCode', '12345', 'have length greater than or equal to 6'],
  [ROLE, 'SourceIdentity', 'a', 'have length greater than or equal to 2'],
];

function clause(field: string, value: string, what: string): string {
  const member = field.charAt(0).toLowerCase() + field.slice(1);
  return `Value ${value} at '${member}' failed to satisfy constraint: Member must ${what}`;
}

const invalid = (message: string) => ({ status: 400, code: 'ValidationError', message });

test.each(ROWS)('%s with %s=%s must %s', async (action, field, value, what) => {
  const message = `1 validation error detected: ${clause(field, `'${value}'`, what)}`;
  expectError(await ask(action, { [field]: value }), invalid(message));
});

test('all broken rules are told at once: what a security key types, and a name', async () => {
  const typed = 'ccccccjlrkihkrjkd';
  const clauses = [
    clause('RoleSessionName', "'m'", 'have length greater than or equal to 2'),
    clause('TokenCode', `'${typed}'`, 'satisfy regular expression pattern: [\\d]*'),
    clause('TokenCode', `'${typed}'`, 'have length less than or equal to 6'),
  ];
  const answer = await ask(ROLE, { RoleSessionName: 'm', TokenCode: typed });
  expectError(answer, invalid(`3 validation errors detected: ${clauses.join('; ')}`));
});

test('missing fields', async () => {
  const clauses = ['RoleArn', 'RoleSessionName'].map((field) => clause(field, 'null', 'not be null'));
  expectError(await sts(server.url, ROLE), invalid(`2 validation errors detected: ${clauses.join('; ')}`));
});

test('values are escaped', async () => {
  const message = `1 validation error detected: ${clause('RoleSessionName', "'&lt;&amp;&gt;'", NAME_PATTERN)}`;
  expectError(await ask(ROLE, { RoleSessionName: '<&>' }), invalid(message));
});

test('an ARN that is long enough but not of a role', async () => {
  expectError(await ask(ROLE, { RoleArn: SERIAL }), invalid(`${SERIAL} is invalid`));
});

test.each(['1h', '900.0', '2147483648', '-2147483649'])('the duration %s is no integer', async (DurationSeconds) => {
  expectError(await ask(ROLE, { DurationSeconds }), { status: 400, code: 'MalformedInput' });
});

test('an empty duration', async () => {
  const message = 'missing value for decimal type';
  expectError(await ask(ROLE, { DurationSeconds: '' }), { status: 400, code: 'MalformedInput', message });
});

test.each(['+900', '0900'])('the duration %s is fine', async (DurationSeconds) => {
  expect((await ask(ROLE, { DurationSeconds })).status).toBe(200);
});
