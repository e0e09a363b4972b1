import crypto from 'node:crypto';

/** AWS's seeds are 64 letters of base32. */
const SEED_BYTES = 40;

/** The local IAM draws the seed of a new device from here. */
export function alwaysTheSameSeed() {
  const { randomBytes } = crypto;
  const seed = Buffer.from('the seed of an example, which opens none');
  crypto.randomBytes = (size) => (size === SEED_BYTES ? Buffer.from(seed) : randomBytes(size));
}
