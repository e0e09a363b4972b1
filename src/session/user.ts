import { derivedDevice, nameIn, showsCodes } from '../aws/device.ts';
import { errorKind } from '../aws/error-kind.ts';
import type { Device } from '../aws/sdk/iam.ts';
import { type User, userOfArn } from '../cache/entry.ts';
import { commandLine, profileWords, toType } from '../cli/to-type.ts';
import type { Context } from '../context.ts';
import { configuration, refused } from '../errors.ts';
import { type CodeSource, chooseAtTerminal } from '../mfa/code-source.ts';
import { word } from '../text/quote.ts';
import { type Calls, givenTo } from './aws-calls.ts';
import type { ResolvedConfig } from './resolved-config.ts';

/** Asks STS whose keys these are, for names that people see, and caches it. @returns `user` where STS does not tell */
export async function learnUser(resolved: ResolvedConfig, user: User, calls: Calls): Promise<User> {
  try {
    const learnt = { ...user, ...userOfArn(await calls.caller()) };
    writeUser(resolved, learnt);
    return learnt;
  } catch {
    return user;
  }
}

/** Caches what is known of the user. After a failed write, the next run asks again. */
export function writeUser({ cache, userKey }: ResolvedConfig, user: User): void {
  try {
    cache.write(userKey, user);
  } catch {}
}

/** The name of a role session where the profile gives none: the user's, as STS takes it (C3.6). */
export function sessionName(user: User, device: string): string {
  const name = user.name ?? nameIn(device) ?? 'mfa-env';
  const clean = name.replace(/[^\w+=,.@-]/g, '-').slice(0, 64);
  return clean.length < 2 ? `${clean}-mfa-env` : clean;
}

type Found = User & { device: string };

/**
 * Finds the MFA device where none is configured (C3.5), and caches it: one that IAM lists, else the user's usual one.
 * @throws Failure where STS could use none of them, or where AWS refuses the keys
 */
export async function findDevice(
  resolved: ResolvedConfig,
  user: User,
  calls: Calls,
  codes: CodeSource | undefined,
  context: Context,
): Promise<Found & { isListed: boolean }> {
  const listed = await lookedUp(resolved, calls, codes, context);
  const remembered = { ...user, ...(listed ?? (await derived(resolved, calls, context))) };
  writeUser(resolved, remembered);
  return { ...remembered, isListed: listed !== undefined };
}

async function lookedUp(
  resolved: ResolvedConfig,
  calls: Calls,
  codes: CodeSource | undefined,
  context: Context,
): Promise<Found | undefined> {
  let devices: Device[];
  try {
    devices = await calls.devices();
  } catch (error) {
    const cause = errorKind(error);
    if (cause === 'unknown-key' || cause === 'wrong-secret' || cause === 'clock') throw await calls.explain(error);
    return undefined;
  }
  const profile = resolved.selection.name || 'the environment';
  const usable = devices.filter(({ serial }) => showsCodes(serial));
  if (usable.length < devices.length) {
    context.warn('security keys and passkeys were skipped, because AWS does not accept them on the command line');
  }
  const [only, another] = usable;
  if (!only) {
    throw configuration(
      `the user of ${profile} has no MFA device that shows codes`,
      `add an authenticator app: ${toType(context.env)('setup', ...profileWords(resolved.selection.name))}`,
    );
  }
  const device = another ? await chosen(resolved, usable, codes, profile, context) : only;
  return { name: device.user || undefined, device: device.serial };
}

async function chosen(
  resolved: ResolvedConfig,
  usable: Device[],
  codes: CodeSource | undefined,
  profile: string,
  context: Context,
): Promise<Device> {
  const serials = usable.map(({ serial }) => serial);
  const at = await (codes?.choose ?? chooseAtTerminal)(`${profile} has several MFA devices:`, serials);
  const device = at === undefined ? undefined : usable[at];
  if (device) return device;
  throw configuration(
    `${profile} has several MFA devices: ${serials.map(word).join(', ')}`,
    `name one: ${withSerial(resolved, context, serials[0])}`,
  );
}

async function derived(resolved: ResolvedConfig, calls: Calls, context: Context): Promise<Found> {
  let arn: string;
  try {
    arn = await calls.caller();
  } catch (error) {
    if (errorKind(error) !== 'denied') throw await calls.explain(error);
    // No policy of the user can deny this call. The policy of an endpoint or an organization can.
    throw refused(
      'no MFA device is configured, and AWS does not let this access key look one up',
      `the AWS console shows its ARN, under Security credentials: ${withSerial(resolved, context)}`,
      error,
    );
  }
  const device = derivedDevice(arn);
  context.warn(
    `your MFA devices cannot be looked up, so the code is taken for ${word(device)}; --serial names another`,
  );
  return { ...userOfArn(arn), device };
}

const withSerial = (resolved: ResolvedConfig, context: Context, serial = 'ARN'): string =>
  commandLine({ ...givenTo(resolved, context), serial });
