/** A QR code of this many characters fits 24 lines (version 6, with the least error correction). */
const FITTING_CHARACTERS = 134;

/** Whose device it is, as the authenticator app shows it. */
export interface Owner {
  user: string;
  account: string;
  alias?: string | undefined;
}

/**
 * What an authenticator app reads from a QR code
 * (https://github.com/google/google-authenticator/wiki/Key-Uri-Format). The label is the longest that still fits.
 * @param seed base32
 */
export function otpauthText(seed: Buffer, { user, account, alias }: Owner): string {
  const key = seed.toString('latin1').replace(/=+$/, '');
  const text = (label: string): string => `otpauth://totp/${label}?secret=${key}&issuer=AWS`;
  const name = encodeURIComponent(user);
  const labels = [...(alias ? [`${name}@${encodeURIComponent(alias)}`] : []), `${name}@${account}`, name];
  const label = labels.find((each) => text(each).length <= FITTING_CHARACTERS) ?? encodeURIComponent(user.slice(0, 30));
  return text(label);
}

/** A seed in groups of four, to be typed. @param columns the width that there is */
export function seedLines(seed: Buffer, columns: number): string[] {
  const groups =
    seed
      .toString('latin1')
      .replace(/=+$/, '')
      .match(/.{1,4}/g) ?? [];
  const perLine = Math.max(1, Math.min(4, Math.floor((columns + 1) / 5)));
  const lines: string[] = [];
  for (let at = 0; at < groups.length; at += perLine) lines.push(groups.slice(at, at + perLine).join(' '));
  return lines;
}
