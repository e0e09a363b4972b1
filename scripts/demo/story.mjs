// What the demo shows, in the README's order: set-up, a day, and out again.
import { authaws } from './shells.mjs';

/**
 * @param {object} shell of shells.mjs
 * @param {() => string} wrong six digits that are no code
 * @returns {{ about: string, line: (shown: string) => string, shows: RegExp, never?: RegExp, isNew?: true }[]}
 *   `line`: what is typed, from what the terminal has shown; `shows`: what has to come; `isNew`: in a second terminal
 */
export const story = (shell, wrong) => [
  {
    about: 'Set-up, once: the start-up file, the key, the region, the MFA device.',
    line: () => 'mfa-env setup',
    shows: /All is set up\./,
  },
  {
    about: 'The line that setup gave: this terminal takes the session.',
    line: (shown) => /In this terminal:\s+(\S.*)/.exec(shown)?.[1].trimEnd() ?? authaws(shell, 'acme'),
    shows: /acme · 111122223333 · 1[12]h \d\dm left .* · cached/,
  },
  {
    about: 'All tools have it now. This is what AWS says:',
    line: () => 'aws sts get-caller-identity',
    shows: /arn:aws:iam::111122223333:user\/alice/,
  },
  {
    about: 'A second terminal needs no code.',
    line: () => authaws(shell, 'acme'),
    shows: / · cached/,
    isNew: true,
  },
  {
    about: 'A new session, when you want one: with a code of the phone.',
    line: () => authaws(shell, 'refresh'),
    shows: / · new/,
  },
  {
    about: 'A wrong code: the line stops at &&, and this shell keeps its session.',
    line: () => `${authaws(shell, `acme ${wrong()}`)} && echo terraform apply`,
    shows: /refused.*the session in this shell/s,
    never: /^terraform apply$/m,
  },
  {
    about: 'And out again.',
    line: () => authaws(shell, 'clear'),
    shows: /session cleared/,
  },
  {
    about: 'Is anything left in the environment?',
    line: () => 'env | grep ^AWS_SE || echo nothing is left',
    shows: /^nothing is left$/m,
  },
];

/** What is wrong with what a step has shown; undefined where nothing is. */
export function fault({ shows, never }, shown) {
  if (!shows.test(shown)) return `that line did not show ${shows}`;
  return never?.test(shown) ? `that line showed ${never}` : undefined;
}
