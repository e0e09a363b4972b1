import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { dialects } from '../../src/shell/dialects.ts';
import type { Place } from './place.ts';

/** What the fake puts into a shell. */
export const session = {
  AWS_ACCESS_KEY_ID: 'ASIAFAKEFAKEFAKEFAKE',
  AWS_SECRET_ACCESS_KEY: 'fake/secret=key+with:marks',
  AWS_SESSION_TOKEN: 'FakeToken//mixedCase==',
};
const names = Object.keys(session);

/** The variables of a session that an environment holds. */
export function sessionOf(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => names.includes(name)));
}

const script = String.raw`#!/bin/sh
# FAKE says what it does; the arguments go to the file $FAKE_ARGV, each ended by a NUL.
[ -z "$FAKE_ARGV" ] || printf '%s\0' "$@" >>"$FAKE_ARGV"
family=posix
for word; do
  [ "$word" != fish ] || family=fish
done
case $FAKE in
  fail) echo 'mfa-env: no such profile' >&2; cat "$0.fail.$family"; exit 3 ;;
  silent) echo 'mfa-env: no such profile' >&2; exit 3 ;;
  partial) echo "export AWS_SESSION_TOKEN='half'"; exit 4 ;;
  text) cat "$FAKE_TEXT" ;;
  cat) cat; echo "fake: to stderr" >&2; exit 5 ;;
  *) cat "$0.ok.$family" ;;
esac
`;

/** Puts an `mfa-env` on the place's PATH that does as FAKE says: ok, fail, silent, partial, text, cat. */
export function addFake(place: Place): void {
  const file = path.join(place.bin, 'mfa-env');
  writeFileSync(file, script);
  chmodSync(file, 0o755);
  const change = { unset: [...names, 'AWS_PROFILE', 'AWS_SECURITY_TOKEN'], set: session };
  for (const family of ['posix', 'fish'] as const) {
    writeFileSync(`${file}.ok.${family}`, dialects[family].change(change));
    writeFileSync(`${file}.fail.${family}`, dialects[family].fail(3));
  }
}

/** Reads what FAKE_ARGV has gathered. */
export function argumentsIn(file: string): string[] {
  return readFileSync(file, 'utf8').split('\0').slice(0, -1);
}
