import { derivedDevice, isSerial, nameIn, showsCodes } from '../aws/device.ts';
import { errorKind } from '../aws/error-kind.ts';
import { configHeader, writeSettings } from '../aws/files/write-profile.ts';
import { checkWritable } from '../aws/files/write-session.ts';
import type { Device } from '../aws/sdk/iam.ts';
import { keyOwner } from '../aws/select-profile.ts';
import { configuration } from '../errors.ts';
import { openAwsCalls } from '../session/aws-calls.ts';
import type { ResolvedConfig } from '../session/resolved-config.ts';
import { tildePath } from '../system/paths.ts';
import { enrolDevice } from './enrol/enrol.ts';
import type { Change, Guide } from './guide.ts';
import { withProfile } from './profile.ts';

/** Finds the MFA device, or makes one, and writes it into the profile. @throws Failure: what AWS or the network said */
export async function addDevice(guide: Guide): Promise<Change> {
  const { resolved } = guide;
  if (!resolved) return { device: 'there' };
  const listed = await listedDevices(guide, resolved);
  guide.isListed = listed !== undefined;
  const configured = resolved.device;
  const isGood = listed ? listed.includes(configured ?? '') : configured !== undefined && configured !== guide.doubted;
  if (isGood) return { device: 'there' };
  if (configured !== undefined && listed) guide.ask.wrong(`${configured} is not a device of this user any more`);
  if (listed === undefined) return await write(guide, await askDerived(guide));
  const usable = listed.filter(showsCodes);
  if (usable.length === 0) {
    // Checked before a device is made whose serial could not be saved.
    const { path, text } = guide.files.config;
    await checkWritable(path, configHeader(text, ownerOf(guide)), () => {});
    return await write(guide, await enrolled(guide));
  }
  return usable.length === 1 ? await save(guide, usable[0]) : await write(guide, await chosen(guide, usable));
}

/** The serials of the user's devices; undefined where the user may not list them. */
async function listedDevices(guide: Guide, resolved: ResolvedConfig): Promise<string[] | undefined> {
  const calls = await openAwsCalls(resolved, guide.context);
  let devices: Device[];
  try {
    devices = await calls.devices();
  } catch (error) {
    if (/^(denied|not-sts)$/.test(errorKind(error))) return undefined;
    throw await calls.explain(error);
  }
  return devices.map(({ serial }) => serial);
}

/** Most users have one device, with their own name. */
async function askDerived(guide: Guide): Promise<string> {
  const why = 'AWS does not let you list them. The console shows them: your name, Security credentials.';
  const usual = derivedDevice(guide.caller?.arn ?? '');
  return await guide.ask.text(
    ['Which MFA device is yours?', why, `${preview(guide)} mfa_serial`],
    usual,
    serialProblem,
  );
}

async function chosen(guide: Guide, serials: string[]): Promise<string> {
  const { ask, isAsked } = guide;
  if (!isAsked) throw configuration('there are several MFA devices', 'choose one at a terminal: mfa-env setup');
  const choices = serials.map((label) => ({ label }));
  return (
    serials[await ask.choose(['Which MFA device gives your codes?', `${preview(guide)} mfa_serial`], choices)] ?? ''
  );
}

/** Shows the device, and writes it where the person agrees; else only this run uses it. */
async function save(guide: Guide, serial = ''): Promise<Change> {
  const { ask, resolved } = guide;
  const question = `Use the MFA device ${nameIn(serial) ?? serial}?`;
  if (await ask.confirm([question, `${preview(guide)} this line:`, `mfa_serial = ${serial}`])) {
    return await write(guide, serial);
  }
  guide.resolved = resolved && { ...resolved, device: serial };
  return { device: 'there' };
}

async function write(guide: Guide, serial: string): Promise<Change> {
  const { context, files, state, changed } = guide;
  await writeSettings(files.config, ownerOf(guide), { mfa_serial: serial });
  changed.push(`${tildePath(files.config.path, context.env)} has mfa_serial`);
  return { ...(await withProfile(guide, state.profile ?? ownerOf(guide))), device: 'there' };
}

/** The profile that has the key: the device serves all who take the key from there. */
const ownerOf = ({ resolved, state }: Guide): string =>
  (resolved && keyOwner(resolved.selection)) || state.profile || 'default';

const preview = (guide: Guide): string =>
  `[${configHeader(guide.files.config.text, ownerOf(guide))}] of ${tildePath(guide.files.config.path, guide.context.env)} gets`;

const serialProblem = (typed: string): string | undefined =>
  isSerial(typed) && showsCodes(typed) && !typed.includes(':user/')
    ? undefined
    : 'a device looks like arn:aws:iam::111122223333:mfa/alice';

/** Makes a device for a user who has none that shows codes. @returns its serial @throws Failure */
async function enrolled(guide: Guide): Promise<string> {
  const { ask, caller, context, resolved, changed } = guide;
  if (!resolved || !caller || !guide.isAsked) {
    throw configuration('this user has no MFA device', 'make one at a terminal: mfa-env setup');
  }
  const calls = await openAwsCalls(resolved, context);
  const { mfaDevices } = await import('../aws/sdk/mfa-devices.ts');
  const iam = await mfaDevices(await resolved.keys.pair(), resolved, context.env);
  ask.say([`${caller.user} has no MFA device yet. Setup adds one now.`, `${preview(guide)} mfa_serial`]);
  const { serial, firstSession } = await enrolDevice({ ...caller, iam, ask, context, explain: calls.explain });
  changed.push(`the MFA device ${serial} is enabled`);
  guide.firstSession = firstSession;
  return serial;
}
