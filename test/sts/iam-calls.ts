import { ALICE, type Credentials, credentialsIn, element, iam, sts } from './raw-client.ts';
import type { Sts } from './server.ts';
import { codeAt, stepAt } from './totp.ts';

type Fields = Record<string, string>;

/** The keys of carol, of the default world. */
export const CAROL = { accessKeyId: 'AKIARTX3GSDSXEXAMPLE', secret: 'carol/fake+secretEXAMPLEKEY0123456789012' };

/** What `told` says of two codes that IAM does not take. */
export const INVALID_PAIR = '403 InvalidAuthenticationCode: Authentication code for device is not valid.';

/** The serial of a virtual device in the main account. */
export const serialOf = (name: string): string => `arn:aws:iam::111122223333:mfa/${name}`;

/** Keys of the main account's root, which may manage every user. The server learns them. */
export function rootOf(server: Sts): Credentials {
  const key = { id: 'AKIARTX3GSDSREXAMPLE', secret: 'root-fake-secret', active: true };
  const [account] = server.world.accounts;
  if (account) account.root = { keys: [key], devices: [] };
  return { accessKeyId: key.id, secret: key.secret };
}

/** The status of a call of IAM's API, and of an error its code and text: `409 EntityAlreadyExists: …`. */
export async function told(server: Sts, action: string, fields: Fields = {}, signer = ALICE): Promise<string> {
  const { status, body } = await iam(server.url, action, fields, signer);
  return status === 200 ? '200' : `${status} ${element(body, 'Code')}: ${element(body, 'Message')}`;
}

/** What `told` says of a GetSessionToken with this code. */
export async function tried(server: Sts, serial: string, code: string, signer = ALICE): Promise<string> {
  const { status, body } = await sts(server.url, 'GetSessionToken', { SerialNumber: serial, TokenCode: code }, signer);
  return status === 200 ? '200' : `${status} ${element(body, 'Code')}: ${element(body, 'Message')}`;
}

/** The fields with two codes of a device, the second one so many time steps from now. */
export function pair(server: Sts, serial: string, offset = 0): Fields {
  const [first = '', second = ''] = [-1, 0].map((step) =>
    codeAt(server.device(serial).seed ?? '', stepAt(server.now()) + offset + step),
  );
  return { SerialNumber: serial, AuthenticationCode1: first, AuthenticationCode2: second };
}

/** The credentials of a session with MFA. */
export async function mfaSession(server: Sts, serial: string, signer: Credentials): Promise<Credentials> {
  const fields = { SerialNumber: serial, TokenCode: server.freshCode(serial) };
  return credentialsIn((await sts(server.url, 'GetSessionToken', fields, signer)).body);
}

/** Moves the clock to the start of a time step: no test may see a step end between making a code and sending it. */
export function startOfStep(server: Sts): void {
  server.advance(30 - ((server.now().getTime() / 1000) % 30));
}

/** Makes a device that is nobody's yet. */
export function createDevice(server: Sts, name: string, signer: Credentials = CAROL): Promise<string> {
  return told(server, 'CreateVirtualMFADevice', { VirtualMFADeviceName: name }, signer);
}

/** Enables a device for carol, with codes that are so many time steps off. */
export function enableForCarol(server: Sts, serial: string, offset = 0, signer: Credentials = CAROL): Promise<string> {
  return told(server, 'EnableMFADevice', { UserName: 'carol', ...pair(server, serial, offset) }, signer);
}
