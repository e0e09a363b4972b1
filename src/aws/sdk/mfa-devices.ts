import {
  CreateVirtualMFADeviceCommand,
  DeleteVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
} from '@aws-sdk/client-iam';
import type { Session } from '../../cache/entry.ts';
import type { Environment } from '../../shell/env-diff.ts';
import { isSerial } from '../device.ts';
import type { Where } from '../endpoint.ts';
import { notAws } from '../error-kind.ts';
import type { KeyPair } from '../profile.ts';
import type { Device } from './iam.ts';
import { checkEmpty, openIam } from './iam-calls.ts';

/** A virtual MFA device that no user has yet. */
export interface NewDevice {
  serial: string;
  /** Base32, as bytes, so that it can be overwritten. */
  seed: Buffer;
}

/** The calls to IAM for MFA devices. They throw errors of the SDK. None that changes something is repeated. */
export interface MfaDevices {
  /** Whether a session signs the calls, rather than a long-term key. */
  bySession: boolean;
  list: () => Promise<Device[]>;
  create: (name: string) => Promise<NewDevice>;
  /** @param codes two consecutive ones, the older first */
  enable: (user: string, serial: string, codes: readonly [string, string]) => Promise<void>;
  /** Deletes a device that is not enabled. */
  remove: (serial: string) => Promise<void>;
  /** Milliseconds that AWS's clock was ahead of this machine's in the last answer. */
  ahead: () => number;
}

/** AWS tells the time in whole seconds, and an answer takes some time. */
const CLOCK_NOISE_MS = 3000;

export async function mfaDevices(signer: KeyPair | Session, where: Where, env: Environment): Promise<MfaDevices> {
  const { client, once, devices } = await openIam(signer, where, env);
  let ahead = 0;
  client.middlewareStack.add(
    (next) => async (request) => {
      const answer = await next(request);
      const { date } = (answer.response as { headers?: Record<string, string> }).headers ?? {};
      const difference = Date.parse(date ?? '') - Date.now();
      if (!Number.isNaN(difference)) ahead = Math.abs(difference) > CLOCK_NOISE_MS ? difference : 0;
      return answer;
    },
    { step: 'deserialize', priority: 'low' },
  );
  return {
    bySession: 'sessionToken' in signer,
    ahead: () => ahead,
    list: devices,
    async create(name) {
      const create = new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: name });
      const answer = await once((end) => client.send(create, end));
      const { SerialNumber: serial = '', Base32StringSeed: given } = answer.VirtualMFADevice ?? {};
      if (!isSerial(serial) || !given?.length || !isBase32(given)) throw notAws();
      const seed = Buffer.from(given);
      given.fill(0);
      return { serial, seed };
    },
    async enable(UserName, SerialNumber, [AuthenticationCode1, AuthenticationCode2]) {
      const codes = { AuthenticationCode1, AuthenticationCode2 };
      const enable = new EnableMFADeviceCommand({ UserName, SerialNumber, ...codes });
      checkEmpty(await once((end) => client.send(enable, end)));
    },
    async remove(SerialNumber) {
      const remove = new DeleteVirtualMFADeviceCommand({ SerialNumber });
      checkEmpty(await once((end) => client.send(remove, end)));
    },
  };
}

/** Byte by byte: a text could not be overwritten. */
const isBase32 = (bytes: Uint8Array): boolean =>
  bytes.every((byte) => (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x32 && byte <= 0x37) || byte === 0x3d);
