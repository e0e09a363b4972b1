import { secondsLeft, showDuration, twoDigits } from './duration.ts';

/** Without characters that control a terminal or turn the direction of what it shows; lines stay. */
const clean = (text: string): string =>
  text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g, ' ');

/** One line for people: names from files and answers from outside cannot play with the terminal, or add lines. */
export const oneLine = (text: string): string => clean(text.replaceAll('\n', '\r'));

const ours = Symbol.for('mfa-env.colours');
const shared: { [name: symbol]: string | undefined } = globalThis;

/**
 * Stands for ESC in the colours that we make, until they are written: no name and no answer can bear it. One for the
 * process, since each file of dist/ has this module for itself.
 */
export const colourMark: string = shared[ours] ?? `\u0000${Math.random()}`;
shared[ours] = colourMark;

/** Text for people, ready to be written: lines, our own colours, and nothing else that controls a terminal. */
export const forPeople = (text: string): string => text.split(colourMark).map(clean).join('\u001b');

/**
 * `acme · 111122223333 · 11h 59m left (until 06:12) · new` (C6.3).
 * @param now milliseconds since 1970
 */
export function sessionLine({ profile, account, session, fresh }: Shown, now: number): string {
  const left = secondsLeft(session, now);
  const parts = [
    profile || 'environment',
    account,
    `${showDuration(left)} left (until ${showClock(session.expires * 1000, now)})`,
    fresh ? 'new' : 'cached',
  ];
  return `${oneLine(parts.filter((part) => part).join(' · '))}\n`;
}

interface Shown {
  profile: string;
  account: string | undefined;
  session: { expires: number };
  fresh: boolean;
}

/** Local time, with the date where it is a day away or more; both in milliseconds since 1970. Not Intl: its first use costs 10 ms. */
export function showClock(at: number, now: number): string {
  const date = new Date(at);
  const clock = `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
  if (at - now < 86_400_000) return clock;
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())} ${clock}`;
}
