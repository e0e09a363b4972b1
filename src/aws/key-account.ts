/** The letters of base32 (RFC 4648). */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * The account number in an access key id, as sts:GetAccessKeyInfo gives it. AWS does not document the format. After the
 * four letters come 80 bits: the first says that an account follows, the next 40 are its number (labs.withsecure.com, "A
 * bitwise analysis of AWS access key identifiers"; the same as 48 bits masked by 0x7fffffffff80).
 * @param accessKeyId of a user or a session, such as ASIAY34FZKBOKMUTVV7A
 * @returns twelve digits; undefined for ids from before 2019 and for most ids of emulators
 */
export function accountOfKey(accessKeyId: string): string | undefined {
  const [, digits] = /^A[KS]IA([Q-Z2-7][A-Z2-7]{8})[A-Z2-7]{7}$/.exec(accessKeyId) ?? [];
  if (digits === undefined) return undefined;
  // Nine letters are 45 bits: one flag, the number, and four bits more.
  const bits = [...digits].reduce((sum, letter) => sum * 32 + BASE32.indexOf(letter), 0);
  const account = Math.floor(bits / 2 ** 4) % 2 ** 40;
  // LocalStack uses the account 000000000000.
  return account > 0 && account < 1e12 ? String(account).padStart(12, '0') : undefined;
}
