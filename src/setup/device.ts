import { derivedDevice } from '../aws/device.ts';
import { errorKind } from '../aws/error-kind.ts';
import { configHeader, writeSettings } from '../aws/files/write-profile.ts';
import type { Device } from '../aws/sdk/iam.ts';
import { configuration } from '../errors.ts';
import { openAwsCalls } from '../session/aws-calls.ts';
import type { ResolvedConfig } from '../session/resolve.ts';
import { tildePath } from '../system/paths.ts';
import { enrolNow } from './enrol-step.ts';
import type { Change, Guide } from './guide.ts';
import { withProfile } from './profile.ts';

/** Finds the MFA device, or makes one, and writes it into the profile. @throws Failure: what AWS or the network said */
export async function addDevice(guide: Guide): Promise<Change> {
  const { resolved } = guide;
  if (!resolved) return { device: 'there' };
  const listed = await listedDevices(guide, resolved);
  const configured = resolved.device;
  if (configured !== undefined && (listed === undefined || listed.includes(configured))) return { device: 'there' };
  if (configured !== undefined) guide.ask.warn(`${configured} is not a device of this user any more`);
  if (listed === undefined) return await save(guide, await askDerived(guide));
  const usable = listed.filter((serial) => !serial.includes(':u2f/'));
  if (usable.length === 0) return await enrolNow(guide, listed.length > 0 ? 'security key' : 'none', save);
  return await save(guide, usable.length === 1 ? usable[0] : await chosen(guide, usable));
}

/** The serials of the user's devices; undefined where the user may not list them. */
async function listedDevices(guide: Guide, resolved: ResolvedConfig): Promise<string[] | undefined> {
  const calls = await openAwsCalls(resolved, guide.context);
  let devices: Device[];
  try {
    devices = await calls.devices();
  } catch (error) {
    if (/^(denied|not-sts)$/.test(errorKind(error))) return undefined;
    throw calls.explain(error);
  }
  return devices.map(({ serial }) => serial);
}

/** Most users have one device, with their own name. */
async function askDerived({ ask, caller }: Guide): Promise<string> {
  return await ask.text(
    ['Which MFA device?', 'AWS lets you not list them. The console shows yours under Security credentials.'],
    derivedDevice(caller?.arn ?? ''),
    serialProblem,
  );
}

async function chosen({ ask, isAsked }: Guide, serials: string[]): Promise<string | undefined> {
  if (!isAsked) throw configuration('there are several MFA devices', 'choose one at a terminal: mfa-env setup');
  return serials[
    await ask.choose(
      'Which MFA device?',
      serials.map((label) => ({ label })),
    )
  ];
}

/** Writes the device into the profile that has the key. */
async function save(guide: Guide, serial = ''): Promise<Change> {
  const { ask, context, resolved, files } = guide;
  const owner = resolved?.selection.chain.at(-1)?.name ?? guide.state.profile ?? 'default';
  const where = tildePath(files.config.path, context.env);
  const lines = [
    `Your MFA device is ${serial}`,
    `${where} gets, in [${configHeader(files.config.text, owner)}]: mfa_serial = ${serial}`,
  ];
  if (!(await ask.confirm(lines))) {
    guide.resolved = resolved && { ...resolved, device: serial };
    return { device: 'there' };
  }
  await writeSettings(files.config, owner, { mfa_serial: serial });
  guide.changed.push(`mfa_serial stands in ${where}`);
  return { ...(await withProfile(guide, guide.state.profile ?? owner)), device: 'there' };
}

export type Save = typeof save;

/** STS's own rule for a serial. */
const serialProblem = (typed: string): string | undefined =>
  /^[\w+=/:,.@-]{9,256}$/.test(typed) && !/:(?:user|u2f)\//.test(typed)
    ? undefined
    : 'a device looks like arn:aws:iam::111122223333:mfa/alice';
