import { usage } from '../errors.ts';

const seconds = { h: 3600, m: 60, s: 1 };

/** Seconds in `12h`, `90m`, `1h30m` or `3600`. @param option its name, for messages @throws Failure (usage) for others */
export function parseDuration(text: string, option: string): number {
  const parts = /^(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s?)?$/.exec(text.trim());
  if (!parts || !text.trim())
    throw usage(`${option} ${text} is not a duration`, 'write it like 12h or 90m, or in seconds: 3600');
  const [, hours = '0', minutes = '0', rest = '0'] = parts;
  return Number(hours) * seconds.h + Number(minutes) * seconds.m + Number(rest);
}

/** Shows seconds as `11h 59m`, `9m` or `42s`. */
export function showDuration(left: number): string {
  const whole = Math.max(0, Math.floor(left));
  if (whole < 60) return `${whole}s`;
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours > 0 ? `${hours}h ${twoDigits(minutes)}m` : `${minutes}m`;
}

/**
 * Whole seconds until Unix seconds `expires`, as the prompts of shell/ count them; negative where it is over.
 * @param now milliseconds since 1970
 */
export const secondsLeft = ({ expires }: { expires: number }, now: number): number => expires - Math.floor(now / 1000);

/** Whole days. @param from Unix seconds @param now milliseconds since 1970 */
export const daysSince = (from: number, now: number): number => Math.floor((now / 1000 - from) / 86_400);

/** `7` as `07`. */
const twoDigits = (number: number): string => String(number).padStart(2, '0');

/** Unix seconds as ISO 8601 in UTC. The first use of toISOString costs 0.1 ms. */
export function isoSeconds(expires: number): string {
  const date = new Date(expires * 1000);
  const day = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()].map(twoDigits).join('-');
  return `${day}T${[date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(twoDigits).join(':')}Z`;
}

/** Local time, with the date if it is a day away; both in milliseconds since 1970. The first use of Intl costs 10 ms. */
export function showClock(at: number, now: number): string {
  const long = dateAndClock(at);
  return at - now < 86_400_000 ? long.slice(-5) : long;
}

/** Local date and time, `2026-11-28 06:12`. @param at milliseconds since 1970 */
export function dateAndClock(at: number): string {
  const date = new Date(at);
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(twoDigits).join('-');
  return `${day} ${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
}

/** How much the clock is off; undefined for less than a minute. @param ahead seconds, negative where it is behind */
export function clockErrorText(ahead: number): string | undefined {
  const off = Math.floor((Math.abs(ahead) + 5) / 60) * 60; // an answer takes some seconds
  if (off === 0) return undefined;
  const days = Math.floor(off / 86_400);
  return `this machine's clock is ${days > 1 ? `${days} days` : showDuration(off)} ${ahead < 0 ? 'behind' : 'ahead'}`;
}
