import { assert, constantFrom, option, property, record, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Change } from '../../src/shell/dialects.ts';
import { beforeSession, type Environment, enter, hasSession, leave } from '../../src/shell/env-diff.ts';
import { isoSeconds } from '../../src/text/time.ts';

// A shell's environment after a session and after `--clear` follows from the one before: C2.2 to C2.4.

/** What a shell's environment is after a change. */
function applied(env: Environment, { unset, set }: Change): Record<string, string> {
  const after: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...env, ...set }))
    if (value !== undefined && (name in set || !unset.includes(name))) after[name] = value;
  return after;
}

const watched = [
  ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_SECURITY_TOKEN'],
  ...['AWS_CREDENTIAL_EXPIRATION', 'AWS_SESSION_EXPIRATION', 'AWS_PROFILE', 'AWS_DEFAULT_PROFILE'],
  ...['AWS_ACCOUNT_ID', 'AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_CONFIG_FILE', 'PATH'],
] as const;

const values = option(constantFrom('', 'a', 'us-east-1', 'eu-west-1', 'it’s "so"\n$(id)', ' '), { nil: undefined });
const environments = record(Object.fromEntries(watched.map((name) => [name, values]))).map((env) =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined)),
);
const sessions = record({
  accessKeyId: string({ minLength: 1 }),
  secretAccessKey: string({ minLength: 1 }),
  sessionToken: string({ minLength: 1 }),
  expires: constantFrom(1, 1_790_000_000),
  profile: constantFrom('', 'acme', 'a b', '__proto__'),
  region: constantFrom(undefined, 'us-east-1', 'eu-west-1'),
  legacyToken: constantFrom(undefined, false, true),
});

describe('C2.4: the environment is as it was', () => {
  test('after one session', () => {
    void assert(
      property(environments, sessions, (env, session) => {
        const inside = applied(env, enter(env, session));
        expect(applied(inside, leave(inside))).toEqual(env);
      }),
    );
  });

  test('after two in a row, and a third', () => {
    void assert(
      property(environments, sessions, sessions, sessions, (env, ...three) => {
        const inside = three.reduce<Environment>((now, session) => applied(now, enter(now, session)), env);
        expect(applied(inside, leave(inside))).toEqual(env);
      }),
    );
  });

  test('while it lasts, what was before is known', () => {
    void assert(
      property(environments, sessions, sessions, (env, first, second) => {
        let inside = applied(env, enter(env, first));
        inside = applied(inside, enter(inside, second));
        const before = Object.entries(beforeSession(inside)).filter(([, value]) => value !== undefined);
        expect(Object.fromEntries(before)).toEqual(env);
      }),
    );
  });

  test('leaving twice is leaving once, and then the credentials go', () => {
    void assert(
      property(environments, sessions, (env, session) => {
        const inside = applied(env, enter(env, session));
        const outside = applied(inside, leave(inside));
        expect(hasSession(outside)).toBe(false);
        const names = watched.filter((name) => !leave({}).unset.includes(name));
        const rest = Object.fromEntries(names.map((name) => [name, outside[name]]));
        expect({ ...rest, ...applied(outside, leave(outside)) }).toEqual(rest);
      }),
    );
  });

  test('a region that the user sets while it lasts stays', () => {
    const session = { accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c', expires: 1, profile: 'p' };
    const inside = { ...applied({}, enter({}, { ...session, region: 'eu-west-1' })), AWS_REGION: 'us-west-2' };
    expect(applied(inside, leave(inside))).toEqual({ AWS_REGION: 'us-west-2' });
  });
});

describe('C2.2, C2.3: what a session puts there', () => {
  test('the four variables and ours; nothing else of AWS', () => {
    void assert(
      property(environments, sessions, (env, session) => {
        const inside = applied(env, enter(env, session));
        expect(inside).toMatchObject({
          AWS_ACCESS_KEY_ID: session.accessKeyId,
          AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
          AWS_SESSION_TOKEN: session.sessionToken,
          AWS_CREDENTIAL_EXPIRATION: isoSeconds(session.expires),
          MFA_ENV_PROFILE: session.profile,
          MFA_ENV_EXPIRES: String(session.expires),
        });
        expect(inside.AWS_SECURITY_TOKEN).toBe(session.legacyToken ? session.sessionToken : undefined);
        for (const name of ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_ACCOUNT_ID', 'AWS_SESSION_EXPIRATION'])
          expect(inside).not.toHaveProperty(name);
        expect(inside.PATH).toBe(env.PATH);
        expect(inside.AWS_CONFIG_FILE).toBe(env.AWS_CONFIG_FILE);
      }),
    );
  });

  test('both regions where the user has neither, and his own else', () => {
    void assert(
      property(environments, sessions, (env, session) => {
        const { AWS_REGION, AWS_DEFAULT_REGION } = applied(env, enter(env, session));
        const own = { AWS_REGION: env.AWS_REGION, AWS_DEFAULT_REGION: env.AWS_DEFAULT_REGION };
        const both = { AWS_REGION: session.region, AWS_DEFAULT_REGION: session.region };
        const setsThem = !env.AWS_REGION && !env.AWS_DEFAULT_REGION && session.region;
        expect({ AWS_REGION, AWS_DEFAULT_REGION }).toEqual(setsThem ? both : own);
      }),
    );
  });

  test('a second session without a region does not keep the first one’s', () => {
    const session = { accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c', expires: 1, profile: 'p' };
    const first = applied({ AWS_REGION: '' }, enter({ AWS_REGION: '' }, { ...session, region: 'eu-west-1' }));
    const second = applied(first, enter(first, session));
    expect(second).toMatchObject({ AWS_REGION: '' });
    expect(second).not.toHaveProperty('AWS_DEFAULT_REGION');
  });

  test('C2.5: all that is set or dropped is unset first', () => {
    void assert(
      property(environments, sessions, (env, session) => {
        const { unset, set } = enter(env, session);
        const after = new Set(Object.keys(applied(env, { unset, set })));
        for (const name of Object.keys(env)) if (!after.has(name)) expect(unset).toContain(name);
        expect(new Set(unset).size).toBe(unset.length);
      }),
    );
  });
});
