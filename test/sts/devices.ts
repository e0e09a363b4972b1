import { isoSeconds } from './answers.ts';
import type { Account, Device, DeviceState, User, World } from './world.ts';

/** The state of a device that STS goes by: that of IAM, or the one before for a while. */
export function stateAtSts(device: Device, now: Date): DeviceState {
  return device.stsHas && now.getTime() < device.stsHas.until ? device.stsHas.state : device;
}

/** Changes a device in IAM; STS learns of it after the world's delay. */
export function changeDevice(device: Device, change: Partial<Device>, world: World, now: Date): void {
  const { enabled, clockSteps = 0 } = stateAtSts(device, now);
  const until = now.getTime() + world.deviceDelaySeconds * 1000;
  Object.assign(device, change, { stsHas: { until, state: { enabled, clockSteps } } });
}

/** An enabled device, with its user; `user` is missing for one of the root. */
export type Assigned = { device: Device; user?: User };

/** All enabled devices of an account. */
export function assignedDevices({ users, root }: Account): Assigned[] {
  return [
    ...users.flatMap((user) => user.devices.map((device) => ({ device, user }))),
    ...(root?.devices ?? []).map((device) => ({ device })),
  ].filter(({ device }) => device.enabled);
}

/** The devices of an account that may be enabled for anybody. */
export function unassignedDevices({ users, unassigned = [] }: Account): Device[] {
  return [...unassigned, ...users.flatMap(({ devices }) => devices.filter(({ enabled }) => !enabled))];
}

/** Takes a device away from wherever it is. */
export function removeDevice(account: Account, serial: string): void {
  const others = (devices: Device[]): Device[] => devices.filter((device) => device.serial !== serial);
  account.unassigned = others(account.unassigned ?? []);
  for (const user of account.users) user.devices = others(user.devices);
}

/** Gives a device to a user, with what IAM learned from its two codes. */
export function enableDevice(
  { account, user, device }: { account: Account; user: User; device: Device },
  pair: { clockSteps: number; lastPairStep: number },
  world: World,
  now: Date,
): void {
  changeDevice(device, { ...pair, enabled: true, enabledAt: isoSeconds(now) }, world, now);
  removeDevice(account, device.serial);
  user.devices.push(device);
}
