import { derivedDevice, nameIn } from '../aws/device.ts';
import { errorKind } from '../aws/error-kind.ts';
import type { Device } from '../aws/sdk/iam.ts';
import { type User, userOfArn } from '../cache/types.ts';
import type { Context } from '../context.ts';
import { configuration, refused } from '../errors.ts';
import { type CodeSource, chooseAtTerminal } from '../mfa/code-source.ts';
import { commandLine } from '../text/command-line.ts';
import { word } from '../text/quote.ts';
import { type Calls, givenTo } from './aws-calls.ts';
import type { ResolvedConfig } from './resolve.ts';

/**
 * Asks STS whose keys these are, and remembers it. Nothing depends on the answer but names that people read.
 * @returns what was known before, where STS does not tell
 */
export async function learnUser(resolved: ResolvedConfig, user: User, calls: Calls): Promise<User> {
  try {
    const learnt = { ...user, ...userOfArn(await (await calls.sts()).caller(resolved.keys)) };
    writeUser(resolved, learnt);
    return learnt;
  } catch {
    return user;
  }
}

/** What cannot be kept is asked for again the next time. */
export function writeUser({ cache, userKey }: ResolvedConfig, user: User): void {
  try {
    cache.write(userKey, user);
  } catch {}
}

/** A role session's name where the profile gives none: the user's, in STS's alphabet and length (C3.6). */
export function sessionName(user: User, device: string): string {
  const name = user.name ?? nameIn(device) ?? 'mfa-env';
  const clean = name.replace(/[^\w+=,.@-]/g, '-').slice(0, 64);
  return clean.length < 2 ? `${clean}-mfa-env` : clean;
}

type Found = User & { device: string };

/**
 * Finds the MFA device that nobody named (C3.5), and remembers it: looked up in IAM, chosen on the terminal where
 * there are several, derived from the user's name where the look-up is denied.
 * @throws Failure where there is none that STS could use, or where AWS refuses the keys
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
    if (cause === 'unknown-key' || cause === 'wrong-secret' || cause === 'clock') throw calls.explain(error);
    return undefined;
  }
  const profile = resolved.choice.name || 'the environment';
  const usable = devices.filter(({ serial }) => !serial.includes(':u2f/'));
  if (usable.length < devices.length) {
    context.warn('security keys and passkeys were left out: AWS takes none of them on the command line');
  }
  const [only, another] = usable;
  if (!only) {
    throw configuration(
      `the user of ${profile} has no MFA device that shows codes`,
      'add an authenticator app in the AWS console: your name, Security credentials, Assign MFA device',
    );
  }
  const device = another ? await chosen(resolved, usable, codes, profile) : only;
  return { name: device.user || undefined, device: device.serial };
}

async function chosen(
  resolved: ResolvedConfig,
  usable: Device[],
  codes: CodeSource | undefined,
  profile: string,
): Promise<Device> {
  const serials = usable.map(({ serial }) => serial);
  const at = await (codes?.choose ?? chooseAtTerminal)(`which MFA device of ${profile}?`, serials);
  const device = at === undefined ? undefined : usable[at];
  if (device) return device;
  throw configuration(
    `${profile} has several MFA devices: ${serials.map(word).join(', ')}`,
    `name one: ${withSerial(resolved, serials[0])}`,
  );
}

async function derived(resolved: ResolvedConfig, calls: Calls, context: Context): Promise<Found> {
  let arn: string;
  try {
    arn = await (await calls.sts()).caller(resolved.keys);
  } catch (error) {
    if (errorKind(error) !== 'denied') throw calls.explain(error);
    // No policy of the user can deny that call; an endpoint's or an organization's can.
    throw refused(
      'nobody named your MFA device, and AWS lets this key neither list devices nor tell whose it is',
      `the AWS console shows its ARN, under Security credentials: ${withSerial(resolved)}`,
      error,
    );
  }
  const device = derivedDevice(arn);
  context.warn(`your MFA devices cannot be looked up; unless --serial names another, the code is for ${word(device)}`);
  return { ...userOfArn(arn), device };
}

const withSerial = (resolved: ResolvedConfig, serial = 'ARN'): string =>
  commandLine({ ...givenTo(resolved), profile: resolved.choice.name, serial });
