import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Temporary credentials, and all that STS must know when they come back. Times are seconds since 1970. */
export type Session = {
  accessKeyId: string;
  secret: string;
  kind: 'user' | 'root' | 'role';
  accountId: string;
  /** The name of the user or role; empty for root. */
  name: string;
  sessionName?: string;
  sourceIdentity?: string;
  /** Keys, in lower case, of tags that the session of a next role will have, too. */
  transitiveTags?: string[];
  /** Of a role that was assumed with a session, not with long-term keys. */
  isChained?: boolean;
  /** When the MFA code was checked, if it was. */
  mfaAt?: number;
  expires: number;
};

const NONCE = 12;
const TAG = 16;
const LEAST_BYTES = 240;

/** A new secret: 40 characters of base64 that hold `/` and `+`. */
export function newSecret(): string {
  for (;;) {
    const secret = randomBytes(30).toString('base64');
    if (secret.includes('/') && secret.includes('+')) return secret;
  }
}

function isAwkward(token: string): boolean {
  return token.includes('/') && token.includes('+') && token.endsWith('=');
}

/** Packs a session into its token: AES-256-GCM, base64 that holds `/` and `+` and ends with `=`, 300 or more long. */
export function seal(session: Session, key: Buffer): string {
  const json = JSON.stringify(session);
  const length = Math.max(LEAST_BYTES, Buffer.byteLength(json));
  // A multiple of three bytes would leave base64 without a `=` at the end.
  const plain = json.padEnd(length + ((NONCE + TAG + length) % 3 === 0 ? 1 : 0));
  for (;;) {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    const sealed = Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    const token = sealed.toString('base64');
    if (isAwkward(token)) return token;
  }
}

/** The session in a token, or undefined when the token was not sealed with this key or has been changed. */
export function unseal(token: string, key: Buffer): Session | undefined {
  const sealed = Buffer.from(token, 'base64');
  // Node's decoder skips foreign characters; AWS takes a token only as it was given.
  if (sealed.length < NONCE + TAG || sealed.toString('base64') !== token) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE));
    decipher.setAuthTag(sealed.subarray(-TAG));
    const plain = Buffer.concat([decipher.update(sealed.subarray(NONCE, -TAG)), decipher.final()]);
    return JSON.parse(plain.toString('utf8')) as Session;
  } catch {
    return undefined;
  }
}
