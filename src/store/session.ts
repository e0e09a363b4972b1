/** Temporary credentials, as STS gave them. */
export interface Session {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  /** Unix seconds. */
  expires: number;
}

/** Whether parsed JSON is a session: four fields, none of them empty. */
export function isSession(value: unknown): value is Session {
  const { accessKeyId, secretAccessKey, sessionToken, expires } = (value ?? {}) as Record<string, unknown>;
  return [accessKeyId, secretAccessKey, sessionToken].every(isText) && Number.isSafeInteger(expires);
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '' && !value.includes('\0');
