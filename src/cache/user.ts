/** What is remembered of the user behind an access key. None of it is secret. */
export interface User {
  name?: string | undefined;
  account?: string | undefined;
  /** The MFA device that was looked up or chosen. */
  device?: string | undefined;
}

/**
 * The text behind the name of a user's entry in the cache.
 * @param endpoint whose word it is: the one that the user named, '' for AWS's own (C5.0)
 */
export const userKey = (accessKeyId: string, endpoint: string): string =>
  JSON.stringify(['user', accessKeyId, endpoint]);

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
