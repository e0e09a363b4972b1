import { showDuration, twoDigits } from './duration.ts';

/** One line without characters that control it, or turn its direction: names from files and answers from outside cannot play with the terminal. */
export const oneLine = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g, ' ');

/**
 * `acme · 111122223333 · 11h 59m left (until 06:12) · new` (C6.3).
 * @param now milliseconds since 1970
 */
export function sessionLine({ profile, account, session, fresh }: Shown, now: number): string {
  const left = session.expires - now / 1000;
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
