/** The letters of base32 (RFC 4648), by their value. */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * The account that an access key id belongs to. AWS does not document it; sts:GetAccessKeyInfo is the reference. Of the
 * 80 bits behind the four letters, the first says that an account follows, and the next 40 are its number
 * (labs.withsecure.com, "A bitwise analysis of AWS access key identifiers"; the same as 48 bits masked by 0x7fffffffff80).
 * @param accessKeyId of a user or of a session, as in ASIAY34FZKBOKMUTVV7A
 * @returns twelve digits; undefined where the id tells none: those from before 2019, and most that emulators make up
 */
export function accountOfKey(accessKeyId: string): string | undefined {
  const [, digits] = /^A[KS]IA([Q-Z2-7][A-Z2-7]{8})[A-Z2-7]{7}$/.exec(accessKeyId) ?? [];
  if (digits === undefined) return undefined;
  // Nine letters are 45 bits: the mark, the number, and four bits of what follows.
  const bits = [...digits].reduce((sum, letter) => sum * 32 + BASE32.indexOf(letter), 0);
  const account = Math.floor(bits / 2 ** 4) % 2 ** 40;
  // LocalStack's own account is 000000000000.
  return account > 0 && account < 1e12 ? String(account).padStart(12, '0') : undefined;
}
