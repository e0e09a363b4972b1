import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { lookInCache, planFor } from '../../src/session/progress.ts';
import { recall } from '../../src/session/recall.ts';
import { remember } from '../../src/session/remember.ts';
import { resolveConfig, sessionRequest } from '../../src/session/resolve.ts';
import { newFolder } from '../fs/folder.ts';
import { config, contextOf, keys, optionsOf, placeBoth } from './home.ts';

// C2.12, C4.4: how much a cached session has left at least, and what is done with one that has less.

const minutes = 60;
const session = (expires: number) => ({ accessKeyId: 'A', secretAccessKey: 's', sessionToken: 't', expires });

interface Left {
  /** Minutes that the user's and the role's session have left. */
  user?: number;
  role?: number;
}

/** What is done: `take` it, `role` a new one without a code, or a `code`; and `?` where it can be given all the same. */
async function done(words: string, { user, role }: Left): Promise<string> {
  vi.stubGlobal('MFA_ENV_VERSION', '0.0.0');
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10_000 }); // the files have been there for a while
  const home = newFolder();
  placeBoth(home, config, keys('AKIAIOSFODNN7EXAMPLE'));
  const context = contextOf(home, {});
  const argv = words.split(' ').filter((word) => word);
  const resolved = await resolveConfig(sessionRequest(optionsOf(argv)), context);
  const steps = planFor(resolved).steps;
  const times = steps.length > 1 ? [user, role] : [user];
  for (const [at, left] of times.entries())
    if (left !== undefined) resolved.cache.write(steps[at]?.cacheKey ?? '', session(left * minutes));
  const { session: found, left, alive } = lookInCache(resolved, planFor(resolved), context);
  const way = found && left.length === 0 ? 'take' : found ? 'role' : 'code';
  // What is recalled without a look is what the long way takes.
  const target = session((times.at(-1) ?? 0) * minutes);
  const outcome = {
    session: target,
    fresh: false,
    profile: 'default',
    region: undefined,
    account: '111122223333',
    steps,
  };
  remember(argv, optionsOf(argv), resolved, { outcome, steps }, context.env);
  if (recall(argv, context)) expect(way).toBe('take');
  return `${way}${alive ? '?' : ''}`;
}

test.each<[string, Left, string]>([
  ['', { user: 11 }, 'take'],
  ['', { user: 9 }, 'code?'],
  ['', { user: 0 }, 'code'],
  ['', {}, 'code'],
  ['-d 15m', { user: 11 }, 'take'],
  ['--cached', { user: 4 }, 'take'],
  ['--cached', { user: 0 }, 'code'],
  ['--min-ttl 5m', { user: 6 }, 'take'],
  ['--min-ttl 5m', { user: 4 }, 'code'],
  ['--min-ttl 20m', { user: 15 }, 'code'],
  ['--min-ttl 5m --cached', { user: 4 }, 'code'],
  ['-f json', { user: 11 }, 'take'],
  ['-f json', { user: 9 }, 'code?'],
])('a session of the user, %s with %j minutes: %s', async (words, left, expected) => {
  expect(await done(words, left)).toBe(expected);
});

test.each<[string, Left, string]>([
  ['', { user: 100, role: 16 }, 'take'],
  ['', { user: 100, role: 14 }, 'role?'],
  ['-f json', { user: 100, role: 14 }, 'role?'],
  ['-f json', { user: 2, role: 14 }, 'role?'],
  ['-f json', { user: 0.5, role: 14 }, 'take'],
  ['', { user: 0.5, role: 9 }, 'code?'],
  ['', { role: 9 }, 'code?'],
  ['', { user: 100 }, 'role'],
  ['', { user: 2 }, 'role'],
  ['', {}, 'code'],
  ['--cached', { user: 100, role: 1 }, 'take'],
  ['-d 15m', { user: 100, role: 11 }, 'take'],
  ['-d 15m', { user: 100, role: 8 }, 'take'],
  ['-d 15m', { user: 100, role: 7 }, 'role?'],
  ['--min-ttl 5m', { user: 100, role: 6 }, 'take'],
  ['--min-ttl 5m', { user: 100, role: 4 }, 'role'],
  ['--min-ttl 5m', { user: 4, role: 4 }, 'code'],
])('a role, %s with %j minutes: %s', async (words, left, expected) => {
  expect(await done(`-p other ${words}`, left)).toBe(expected);
});

test('the prompts warn from the moment at which a session is renewed', () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const text = readFileSync(path.resolve(import.meta.dirname, `../../shell/${shell}/prompt.${shell}`), 'utf8');
    expect(text).toContain('left -lt {{soon_over}}');
  }
});
