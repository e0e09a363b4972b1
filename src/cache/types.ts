/** Temporary credentials, as STS gave them. */
export interface Session {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  /** Unix seconds. */
  expires: number;
}

/** Whether parsed JSON is a session: texts that a shell can hold, and a date that ISO 8601 can write. */
export function isSession(value: unknown): value is Session {
  const { accessKeyId, secretAccessKey, sessionToken, expires } = (value ?? {}) as Record<string, unknown>;
  const hasDate = Number.isSafeInteger(expires) && Number(expires) >= 0 && Number(expires) < year10000;
  return hasDate && [accessKeyId, secretAccessKey, sessionToken].every(isText);
}

/** The first second that ISO 8601 does not write with four digits. */
const year10000 = 253_402_300_800;

const isText = (value: unknown): boolean =>
  typeof value === 'string' && value !== '' && !value.includes('\0') && value.isWellFormed();

/** What is known of the user behind an access key. Nothing in it is secret. */
export interface User {
  name?: string | undefined;
  account?: string | undefined;
  /** The MFA device that was looked up or chosen. */
  device?: string | undefined;
}

/** Whether parsed JSON is a user. */
export function isUser(value: unknown): value is User {
  const { name, account, device } = (value ?? {}) as Record<string, unknown>;
  return [name, account, device].every(
    (text) => text === undefined || (typeof text === 'string' && /^[\w+=/:,.@-]+$/.test(text)),
  );
}

/** The user of an ARN, as GetCallerIdentity gives it. */
export function userOfArn(arn: string): User {
  const [, , , , account, resource = ''] = arn.split(':');
  return { name: resource.split('/').at(-1), account };
}
