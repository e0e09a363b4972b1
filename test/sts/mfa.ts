import { timingSafeEqual } from 'node:crypto';
import type { Call } from './actions/action.ts';
import type { Caller } from './caller.ts';
import { stateAtSts } from './devices.ts';
import { halfMfa, wrongCode, wrongSerial } from './refusal.ts';
import { codeAt, stepAt, stepsAround } from './totp.ts';
import { takeTry } from './tries.ts';
import type { TextRule } from './validation.ts';
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

/** The step of the window whose code this is, unless its code was used before. */
function matchingStep(device: Device, code: string, window: readonly number[]): number | undefined {
  const { seed = '', usedSteps = [] } = device;
  return window.find(
    (step) => !usedSteps.includes(step) && timingSafeEqual(Buffer.from(codeAt(seed, step)), Buffer.from(code)),
  );
}

/**
 * Checks the MFA fields of a request and spends the code.
 *
 * Returns the time of the check in whole seconds since 1970, or undefined when the request has no MFA fields.
 * A wrong code spends nothing, but it is one of the nine tries. When they are over, the text is that for an unknown
 * device. So it is while STS does not know yet that a device is enabled; such a try counts, and captures of AWS show
 * that its code is refused later on.
 */
export function checkMfa({ caller, fields, now, world }: Call): number | undefined {
  const { SerialNumber: serial, TokenCode: code } = fields;
  if (serial === undefined && code === undefined) return undefined;
  if (serial === undefined || code === undefined) throw halfMfa();
  const device = devicesOf(caller).find((candidate) => candidate.serial === serial);
  const known = device && stateAtSts(device, now);
  if (!device?.seed || !(device.enabled || known?.enabled) || !takeTry(world, serial, now)) throw wrongSerial();
  const { clockSteps = 0 } = known?.enabled ? known : device;
  const window = stepsAround(stepAt(now) + clockSteps, world.drift);
  const step = matchingStep(device, code, window);
  if (step !== undefined) device.usedSteps = [...(device.usedSteps ?? []), step];
  if (!known?.enabled) throw wrongSerial();
  if (step === undefined) throw wrongCode();
  return Math.floor(now.getTime() / 1000);
}
