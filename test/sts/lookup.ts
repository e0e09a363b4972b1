import { roleArn, userArn } from './arn.ts';
import type { AccessKey, Account, Device, Role, User, World } from './world.ts';

/** Who a long-term access key belongs to: a user, or the account's root when `user` is missing. */
export type KeyOwner = { account: Account; user?: User; key: AccessKey };

/** The owner of a long-term access key. */
export function findKey(world: World, id: string): KeyOwner | undefined {
  for (const account of world.accounts) {
    for (const user of account.users) {
      const key = user.keys.find((candidate) => candidate.id === id);
      if (key) return { account, user, key };
    }
    const key = account.root?.keys.find((candidate) => candidate.id === id);
    if (key) return { account, key };
  }
  return undefined;
}

/** The account with this id. */
export function findAccount(world: World, id: string): Account | undefined {
  return world.accounts.find((account) => account.id === id);
}

/** The role with this ARN, and its account. */
export function findRole(world: World, arn: string): { account: Account; role: Role } | undefined {
  for (const account of world.accounts) {
    const role = account.roles.find((candidate) => roleArn(account, candidate) === arn);
    if (role) return { account, role };
  }
  return undefined;
}

function expectFound<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new Error(`the world has no ${what}`);
  return found;
}

/** For tests: the user with this name or ARN. Throws when there is none. */
export function expectUser(world: World, name: string): User {
  const found = world.accounts.flatMap((account) =>
    account.users.filter((user) => user.name === name || userArn(account, user) === name),
  );
  return expectFound(found[0], `user ${name}`);
}

/** For tests: the role with this name or ARN. Throws when there is none. */
export function expectRole(world: World, name: string): Role {
  const found = world.accounts.flatMap((account) =>
    account.roles.filter((role) => role.name === name || roleArn(account, role) === name),
  );
  return expectFound(found[0], `role ${name}`);
}

/** The device with this serial, whoever has it, and if nobody. Throws when there is none. */
export function findDevice(world: World, serial: string): Device {
  const owners = world.accounts.flatMap((account) => [...account.users, ...(account.root ? [account.root] : [])]);
  const devices = [
    ...owners.flatMap((owner) => owner.devices),
    ...world.accounts.flatMap(({ unassigned = [] }) => unassigned),
  ];
  return expectFound(
    devices.find((device) => device.serial === serial),
    `device ${serial}`,
  );
}
