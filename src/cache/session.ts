/** Temporary credentials, as STS gave them. */
export interface Session {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  /** Unix seconds. */
  expires: number;
}

/** Whether something is a session: four fields, none of them empty, and all of them fit for a shell and a calendar. */
export function isSession(value: unknown): value is Session {
  const { accessKeyId, secretAccessKey, sessionToken, expires } = (value ?? {}) as Record<string, unknown>;
  const hasDate = Number.isSafeInteger(expires) && Number(expires) >= 0 && Number(expires) < year10000;
  return hasDate && [accessKeyId, secretAccessKey, sessionToken].every(isText);
}

/** The first second that ISO 8601 does not write with four digits. */
const year10000 = 253_402_300_800;

const isText = (value: unknown): boolean =>
  typeof value === 'string' && value !== '' && !value.includes('\0') && value.isWellFormed();
