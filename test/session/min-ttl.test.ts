import { afterEach, expect, test, vi } from 'vitest';
import { lookUp } from '../../src/session/progress.ts';
import { newFolder } from '../store/folder.ts';
import { config, contextOf, keys, placeBoth, settingWithSession } from './home.ts';

// How much time a cached session must have left where nobody says: C4.4.

afterEach(() => {
  vi.useRealTimers();
});

test.each([
  [1, false],
  [3, false],
  [12, true],
  [30, true],
])('a session with %i minutes left is used without a question: %s', async (minutes, used) => {
  const home = newFolder();
  placeBoth(home, config, keys('AKIAIOSFODNN7EXAMPLE'));
  const context = contextOf(home, {});
  const setting = await settingWithSession([], context, minutes / 60);
  expect(lookUp(setting, context).session !== undefined).toBe(used);
});
