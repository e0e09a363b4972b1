import { IAMClient, ListMFADevicesCommand } from '@aws-sdk/client-iam';
import type { Session } from '../../cache/entry.ts';
import type { Endpoint } from '../endpoint.ts';
import { notAws } from '../error-kind.ts';
import type { KeyPair } from '../profile.ts';
import { clientSettings, deadline, withinADay } from './client.ts';
import type { Connection } from './connection.ts';

/** An MFA device of the user, by serial number or ARN. */
export interface Device {
  serial: string;
  user: string;
}

/** A user has at most eight devices (IAM quotas). The limit stops a faulty server that always sends another page. */
const DEVICE_LIMIT = 100;

/** A client for IAM. It takes the commands of another file of dist/, too. */
export const iamClient = (
  endpoint: Endpoint,
  connection: Connection,
  signer: KeyPair | Session,
  maxAttempts: number,
): IAMClient => withinADay(new IAMClient(clientSettings(endpoint, connection, signer, maxAttempts)));

/** Lists the MFA devices of the user who owns the keys (C3.5). @throws errors of the SDK, such as AccessDenied */
export async function listDevices(
  endpoint: Endpoint,
  connection: Connection,
  signer: KeyPair | Session,
): Promise<Device[]> {
  const client = iamClient(endpoint, connection, signer, 2);
  const devices: Device[] = [];
  const end = deadline('device');
  let Marker: string | undefined;
  do {
    const page = await client.send(new ListMFADevicesCommand({ Marker }), end);
    if (!page.MFADevices) throw notAws();
    for (const { SerialNumber, UserName } of page.MFADevices) {
      if (SerialNumber) devices.push({ serial: SerialNumber, user: UserName ?? '' });
    }
    Marker = page.IsTruncated ? page.Marker : undefined;
  } while (Marker && devices.length < DEVICE_LIMIT);
  return devices;
}
