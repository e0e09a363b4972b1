import {
  CreateVirtualMFADeviceCommand,
  DeleteVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
} from '@aws-sdk/client-iam';
import type { Session } from '../../cache/entry.ts';
import type { Environment } from '../../shell/env-diff.ts';
import { endpointOf, iamUrl } from '../endpoint.ts';
import { errorKind } from '../error-kind.ts';
import type { AwsFiles } from '../files/read.ts';
import type { Settings } from '../files/sections.ts';
import type { KeyPair } from '../profile.ts';
import { connection } from './connection.ts';
import type { Device } from './iam.ts';

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
  /** The enabled devices of the user who signs. */
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

/** Opens the way to IAM, for a user who signs with long-term keys or with a session. */
export async function mfaDevices(
  signer: KeyPair | Session,
  { region, settings }: { region: string; settings: Settings },
  files: AwsFiles,
  env: Environment,
): Promise<MfaDevices> {
  const endpoint = endpointOf('IAM', region, env, settings, files);
  const link = await connection(endpoint, env, iamUrl(endpoint));
  const { iamClient, listDevices } = await import('./load.ts');
  let ahead = 0;
  const client = iamClient(endpoint, link, signer, 1);
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
  /** A clock that is off by minutes is corrected by the first answer, which did nothing. */
  const once = async <Answer>(call: (end: { abortSignal: AbortSignal }) => Promise<Answer>): Promise<Answer> => {
    const send = (): Promise<Answer> => call({ abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
    return await send().catch((error) => {
      if (errorKind(error) !== 'clock' || client.config.systemClockOffset === 0) throw error;
      return send();
    });
  };
  return {
    bySession: 'sessionToken' in signer,
    ahead: () => ahead,
    list: () => listDevices(endpoint, link, signer),
    async create(name) {
      const create = new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: name });
      const { SerialNumber, Base32StringSeed } = (await once((end) => client.send(create, end))).VirtualMFADevice ?? {};
      if (!SerialNumber || !Base32StringSeed?.length) throw new Error('not an answer of AWS');
      if (!/^[\w+=/:,.@-]{9,256}$/.test(SerialNumber) || !isBase32(Base32StringSeed))
        throw new Error('not an answer of AWS');
      const seed = Buffer.from(Base32StringSeed);
      Base32StringSeed.fill(0);
      return { serial: SerialNumber, seed };
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

/** To the SDK, the page of a captive portal is an answer that says nothing. AWS's own has a number in its headers. */
function checkEmpty({ $metadata }: { $metadata: { requestId?: string | undefined } }): void {
  if ($metadata.requestId === undefined) throw new Error('not an answer of AWS');
}

const CALL_TIMEOUT_MS = 15_000;
