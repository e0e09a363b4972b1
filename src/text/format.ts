import { secondsLeft, showClock, showDuration } from './time.ts';

/** Removes characters that control a terminal or change the text direction. Newlines stay. */
const clean = (text: string): string =>
  text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g, ' ');

/** One line that is safe to show: names and answers cannot control the terminal or add lines. */
export const oneLine = (text: string): string => clean(text.replaceAll('\n', '\r'));

const ours = Symbol.for('mfa-env.colours');
const shared: { [name: symbol]: string | undefined } = globalThis;

/** Stands for ESC in our own colours: random, so that no answer can hold it, and global, for each file of dist/. */
export const colourMark: string = shared[ours] ?? `\u0000${Math.random()}`;
shared[ours] = colourMark;

/**
 * Paths of the home folder as people write them: `~/.aws/config`, and `~/'a b'` for a word in quotes, since a shell
 * leaves a `~` inside quotes as it is. What else stands in quotes stays.
 */
export function withTilde(text: string, home: string | undefined): string {
  if (!home || home === '/' || !text.includes(home)) return text;
  const path = `${home.replace(/[^\w/]/g, '\\$&')}/`;
  const pattern = `(?<=^|[\\s(])'${path}(${quotedRest})|(?<!\\w)'${quotedRest}|(?<=^|[\\s([:])${path}`;
  return text.replace(new RegExp(pattern, 'g'), (found, rest?: string) => {
    if (rest !== undefined) return `~/'${rest}`;
    return found.startsWith("'") ? found : '~/'; // an apostrophe stands behind a letter
  });
}

/** What `quoted` of text/quote.ts makes, behind the first quote. */
const quotedRest = "[^']*'(?:\\\\['\\\\]'[^']*')*";

/** Text that is ready to be written: only our own colours and newlines control the terminal. */
export const forPeople = (text: string): string => text.split(colourMark).map(clean).join('\u001b');

/** `acme · 111122223333 · 11h 59m left (until 06:12) · new` (C6.3). @param now milliseconds since 1970 */
export function sessionLine({ session, fresh, ...whose }: ShownSession, now: number): string {
  const left = showDuration(secondsLeft(session, now));
  const until = showClock(session.expires * 1000, now);
  return `${sessionLabel(whose)} · ${left} left (until ${until}) · ${fresh ? 'new' : 'cached'}\n`;
}

/** Whose session it is: `acme · 111122223333`, or `acme (read-only) · 111122223333 · role deploy`. */
export const sessionLabel = ({ profile, account, limit, roleArn }: Omit<ShownSession, 'session' | 'fresh'>): string =>
  oneLine(
    [withLimit(profile || 'environment', limit), account, roleArn && `role ${roleArn.replace(/.*[:/]/, '')}`]
      .filter((part) => part)
      .join(' · '),
  );

/** What stands behind the name of a session that may do less than its role; undefined for one that may do all (C11.2). */
export const limitOf = (options: { 'policy-arn'?: string; 'read-only'?: boolean }): string | undefined =>
  options['policy-arn'] === undefined ? (options['read-only'] ? 'read-only' : undefined) : 'limited';

/** The name of a session that may do less than its role: `acme (read-only)`. */
export const withLimit = (name: string, limit: string | undefined): string => (limit ? `${name} (${limit})` : name);

interface ShownSession {
  profile: string;
  account: string | undefined;
  limit?: string | undefined;
  /** ARN, `ACCOUNT:NAME` or NAME. */
  roleArn?: string | undefined;
  session: { expires: number };
  fresh: boolean;
}

/** JSON that is safe on a terminal. JSON itself escapes only ASCII control characters. */
export const asJson = (value: unknown): string =>
  `${JSON.stringify(value, undefined, 2).replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )}\n`;
