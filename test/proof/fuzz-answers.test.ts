import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { errorKind } from '../../src/aws/error-kind.ts';
import { errorToFailure } from '../../src/aws/error-text.ts';
import { connection } from '../../src/aws/sdk/connection.ts';
import { sts } from '../../src/aws/sdk/sts.ts';
import { isSession, type Session } from '../../src/cache/entry.ts';
import { isFailure } from '../../src/errors.ts';
import { failureText } from '../../src/text/colors.ts';
import { serial } from '../command/alice.ts';
import { type Canned, granted, http, refusal, startCanned } from './canned.ts';
import { runs } from './runs.ts';
import { leaks } from './secrets.ts';

// Whatever STS answers becomes a session or a message of ours: no stack, no secret, no second code.

let canned: Canned;
beforeAll(async () => {
  canned = await startCanned();
});
afterAll(() => canned.close());

/** One call over a connection of its own, as each run of the command has one. */
async function call(): Promise<Session | { error: unknown }> {
  const endpoint = { region: 'eu-central-1', url: canned.url, fips: false, dualStack: false };
  const link = await connection(endpoint, {}, new URL(canned.url));
  try {
    return await sts(endpoint, link).call(step, keys, code);
  } catch (error) {
    return { error };
  } finally {
    link.agent.destroy();
  }
}

const keys = { accessKeyId: 'AKIARTX3GSDS7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const code = '314159';
const secrets = { code, secret: keys.secretAccessKey };

const any = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '',
    code,
    keys.secretAccessKey,
    `x\n    at ${code} (/x:1:2)`,
    '&amp;',
    '&#0;',
    '<',
    ']]>',
    '\0',
    '2030-01-01',
  ),
);
const codes = fc.oneof(
  fc.constantFrom(
    'AccessDenied',
    'ValidationError',
    'Throttling',
    'InvalidClientTokenId',
    'SignatureDoesNotMatch',
    '__proto__',
  ),
  fc.constantFrom(
    'RegionDisabledException',
    'ExpiredTokenException',
    'ServiceUnavailable',
    'constructor',
    'ECONNRESET',
  ),
  any,
);
const status = fc.oneof(fc.constantFrom(200, 200, 400, 403, 404, 500, 503), fc.integer({ min: 100, max: 599 }));
const tags = fc.constantFrom(
  'Error',
  'Code',
  'Message',
  'ErrorResponse',
  'Credentials',
  'code',
  'message',
  'name',
  'stack',
  'toString',
);
const { tree: xml } = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    any,
    fc
      .tuple(tags, fc.array(tie('tree'), { maxLength: 3 }))
      .map(([tag, inside]) => `<${tag}>${inside.join('')}</${tag}>`),
  ),
}));
const fields = fc.record(
  {
    AccessKeyId: any,
    SecretAccessKey: any,
    SessionToken: any,
    Expiration: fc.oneof(
      any,
      fc.date({ noInvalidDate: true }).map((at) => at.toISOString()),
    ),
  },
  { requiredKeys: [] },
);
/** All four, with a time that fits what was asked for: mostly a session. */
const session = fc.record({
  AccessKeyId: fc.stringMatching(/^[A-Z0-9]{4,20}$/),
  SecretAccessKey: fc.stringMatching(/^[\w/+=;'"$() ]{1,30}$/),
  SessionToken: fc.oneof(fc.stringMatching(/^[\w/+=;'"$() ]{1,30}$/), any),
  Expiration: fc.integer({ min: 1, max: 900 }).map((left) => new Date(Date.now() + left * 1000).toISOString()),
});
const types = fc.constantFrom('text/xml', 'text/html', 'application/json', '');
const answer = fc.oneof(
  fc.tuple(status, codes, fc.option(any, { nil: undefined })).map((all) => refusal(...all)),
  fields.map(granted),
  session.map(granted),
  fc.tuple(status, xml, types).map(([number, body, type]) => http(number, body, { 'content-type': type })),
  fc.tuple(status, xml, fc.nat(300)).map(([number, body, at]) => http(number, body).slice(0, 60 + at)),
  fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  fc
    .tuple(status, any, any)
    .map(([number, name, value]) => `HTTP/1.1 ${number} ${name}\r\n${name}: ${value}\r\n\r\n${value}`),
);

const step = { action: 'GetSessionToken' as const, device: serial, duration: 900, cacheKey: 'x' };
const facts = { profile: 'acme', region: 'eu-central-1', host: 'sts.example', device: serial, now: Date.now() };

test.each([
  ['a message that is no text', http(404, '<Error><Message><Error></Error></Message></Error>')],
  [
    'a name that is no text',
    http(400, '<ErrorResponse><Error><Code><a/></Code><Message>x</Message></Error></ErrorResponse>'),
  ],
  ['a name that looks like a stack', refusal(400, `x\n    at ${code} (/x:1:2)`, `x\n    at ${code} (/x:1:2)`)],
  [
    'text that is not to be had',
    http(400, '<Error><Message><toString>1</toString><valueOf>1</valueOf></Message></Error>'),
  ],
])('found by it: %s', async (_, text) => {
  canned.answer((socket) => socket.end(text));
  const result = await call();
  const error = 'error' in result ? result.error : undefined;
  expect(error).toBeInstanceOf(Error);
  const failure = errorToFailure(error, errorKind(error), { ...facts, secrets: Object.values(secrets) });
  const shown = failureText(failure, { NO_COLOR: '1', MFA_ENV_DEBUG: '1' });
  expect(shown).toMatch(/^mfa-env: \S.*\n {2}\S/);
  expect(leaks({ shown }, secrets)).toEqual([]);
});

/** The code, in what looks like a line of a stack trace. */
const likeAStack =
  'HTTP/1.1 300 X\r\ncontent-type: text/xml\r\ncontent-length: 77\r\nconnection: close\r\n\r\n<Error><message></message><message>x\n    at 314159 (/x:1:2)</message></Error>';

test('whatever answers', { timeout: 120_000 }, async () => {
  const count = { refused: 0, sessions: 0 };
  await fc.assert(
    fc.asyncProperty(answer, async (text) => {
      const before = canned.bodies.length;
      canned.answer((socket) => socket.end(text));
      const result = await call();
      const sent = canned.codes(before).length;
      if (!('error' in result)) {
        count.sessions += 1;
        expect(isSession(result), 'a session that the cache would take').toBe(true);
        expect(sent).toBe(1);
        return;
      }
      count.refused += 1;
      const cause = errorKind(result.error);
      expect(sent).toBe(1);
      const failure = errorToFailure(result.error, cause, { ...facts, secrets: Object.values(secrets) });
      expect(isFailure(failure) && failure.status).toBe(1);
      const shown = failureText(failure, { NO_COLOR: '1', MFA_ENV_DEBUG: '1' });
      expect(shown).toMatch(/^mfa-env: \S.*\n {2}\S/);
      expect(failureText(failure, { NO_COLOR: '1' })).toMatch(/^mfa-env: .+\n {2}.+\n$/);
      expect(shown).not.toMatch(/a bug in mfa-env|undefined|\[object|[\0-\x08\x0b-\x1f\x7f]/);
      expect(leaks({ shown }, secrets)).toEqual([]);
    }),
    { numRuns: runs(500), endOnFailure: false, examples: [[likeAStack]] },
  );
  expect(Math.min(count.refused, count.sessions), JSON.stringify(count)).toBeGreaterThan(runs(15));
});
