import { afterAll, beforeAll, expect, test } from 'vitest';
import { leftOf } from '../../src/commands/views.ts';
import { SOON_OVER_S } from '../../src/session/progress.ts';
import { failureText } from '../../src/text/colors.ts';
import { sessionLine } from '../../src/text/format.ts';
import { secondsLeft, showDuration } from '../../src/text/time.ts';
import { makePlace, type Place } from './place.ts';
import { inEach, load, withFunctions } from './shells.ts';

// C4.4, C6.3, C7.2: at one moment, every place tells the same time left of a session, and warns from the same one on.

const same = (text: string) => text;
const paint = { heading: same, here: same, fine: () => 'fine', soon: () => 'soon', over: () => 'over' };

/** What is left, and how it is told. */
const told: [seconds: number, text: string][] = [
  [43_200, '12h 00m'],
  [43_199, '11h 59m'],
  [SOON_OVER_S, '10m'],
  [SOON_OVER_S - 1, '9m'],
  [60, '1m'],
  [59, '59s'],
  [1, '1s'],
];

test.each(told)('%i seconds, in all lines of ours', (seconds, text) => {
  for (const fraction of [0, 1, 999]) {
    const now = 1_790_000_000_000 + fraction;
    const expires = 1_790_000_000 + seconds;
    const left = secondsLeft({ expires }, now);
    expect(showDuration(left)).toBe(text);
    expect(sessionLine({ profile: 'p', account: '1', session: { expires }, fresh: true }, now)).toContain(
      ` ${text} left`,
    );
    const [cell] = leftOf(expires, now, paint);
    expect(cell).toMatchObject({ text, paint: seconds < SOON_OVER_S ? paint.soon : paint.fine });
    expect(failureText(new Error('x'), {}, [], left)).toContain(text);
  }
});

let place: Place;
beforeAll(() => {
  place = makePlace();
});
afterAll(() => place.remove());

inEach(withFunctions, (shell) => {
  // Half a minute more, for a slow machine; seconds would differ all the same.
  test.each(told.filter(([seconds]) => seconds % 60 === 0))('%i seconds, in the prompt', async (seconds, text) => {
    const MFA_ENV_EXPIRES = String(Math.floor(Date.now() / 1000) + seconds + 30);
    const script = `${load(shell)}\nmfa_env_prompt`;
    const { stdout } = await place.run(shell, script, { env: { MFA_ENV_PROFILE: 'acme', MFA_ENV_EXPIRES } });
    expect(stdout).toBe(`acme ${text.replace(' ', '')}${seconds < SOON_OVER_S ? '!' : ''}`);
  });

  test('less than a minute, in the prompt', async () => {
    const MFA_ENV_EXPIRES = String(Math.floor(Date.now() / 1000) + 50);
    const script = `${load(shell)}\nmfa_env_prompt`;
    const { stdout } = await place.run(shell, script, { env: { MFA_ENV_PROFILE: 'acme', MFA_ENV_EXPIRES } });
    expect(stdout).toMatch(/^acme \d\ds!$/);
  });
});
