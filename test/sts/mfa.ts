import { timingSafeEqual } from 'node:crypto';
import type { Caller } from './caller.ts';
import { halfMfa, wrongCode, wrongSerial } from './refusal.ts';
import { codeAt, stepAt } from './totp.ts';
import type { Fields, TextRule } from './validation.ts';
import type { Device } from './world.ts';

/** The service model's rules for the two MFA fields. */
export const MFA_RULES: readonly TextRule[] = [
  { field: 'SerialNumber', pattern: '[\\w+=/:,.@-]*', min: 9, max: 256 },
  { field: 'TokenCode', pattern: '[\\d]*', min: 6, max: 6 },
];

function devicesOf(caller: Caller): Device[] {
  if (caller.kind === 'user') return caller.user.devices;
  return caller.kind === 'root' ? (caller.account.root?.devices ?? []) : [];
}

/** The step of the drift window, newer than the last one used, whose code this is. */
function matchingStep(seed: string, code: string, device: Device, now: Date, drift: number): number | undefined {
  const window = Array.from({ length: 2 * drift + 1 }, (_, index) => stepAt(now) - drift + index);
  return window.find(
    (step) => step > device.lastStep && timingSafeEqual(Buffer.from(codeAt(seed, step)), Buffer.from(code)),
  );
}

/**
 * Checks the MFA fields of a request and spends the code.
 *
 * Returns the time of the check in whole seconds since 1970, or undefined when the request has no MFA fields.
 * A refused code spends nothing.
 */
export function checkMfa(caller: Caller, fields: Fields, now: Date, drift: number): number | undefined {
  const { SerialNumber: serial, TokenCode: code } = fields;
  if (serial === undefined && code === undefined) return undefined;
  if (serial === undefined || code === undefined) throw halfMfa();
  const device = devicesOf(caller).find((candidate) => candidate.enabled && candidate.serial === serial);
  if (!device?.seed) throw wrongSerial();
  const step = matchingStep(device.seed, code, device, now, drift);
  if (step === undefined) throw wrongCode();
  device.lastStep = step;
  return Math.floor(now.getTime() / 1000);
}
