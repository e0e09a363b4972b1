import type { Request } from '../arguments/options.ts';
import { nameIn } from '../aws/device.ts';
import { readAwsFiles } from '../aws/files.ts';
import type { Context } from '../context.ts';
import { usage } from '../errors.ts';
import { keptSessions } from '../store/entries.ts';
import { terminalWidth } from '../system/output.ts';
import { awsFilePaths, cacheFolder } from '../system/paths.ts';
import { showDuration } from '../text/duration.ts';
import { table } from '../text/table.ts';
import type { Printed } from './printed.ts';
import { type ProfileView, viewProfiles } from './profile-view.ts';

/** The profiles, how each gets its credentials, and the time its cached session has left (C1). */
export async function list({ words, options }: Request, { env, now }: Context): Promise<Printed> {
  if (words.length > 0) throw usage('list takes no words', 'mfa-env list');
  const files = readAwsFiles(await awsFilePaths(env));
  const seconds = now() / 1000;
  const sessions = keptSessions(await cacheFolder(env)).filter(({ session }) => session.expires > seconds);
  const profiles = viewProfiles(files, sessions);
  if (options.json) return { out: json(profiles, seconds) };
  const rows = profiles.map((profile) => row(profile, seconds));
  const headings = ['PROFILE', 'ACCOUNT', 'CREDENTIALS', 'MFA DEVICE', 'LEFT'];
  const none = `no profiles in ${files.config.path} or ${files.credentials.path}; run: aws configure\n`;
  return { out: table(headings, rows, terminalWidth()) || none };
}

function row(profile: ProfileView, now: number): string[] {
  const { name, account = '', device, session } = profile;
  const shown = device === undefined ? (profile.problem === undefined ? 'looked up' : '') : (nameIn(device) ?? device);
  return [name, account, how(profile), shown, session ? showDuration(session.session.expires - now) : ''];
}

function how({ from, sources, roles, problem }: ProfileView): string {
  const role = roles.at(-1)?.split('/').at(-1);
  const behind = sources.join(' → ');
  switch (from) {
    case 'keys':
      return 'its own keys';
    case 'source':
      return `the keys of ${behind}`;
    case 'role':
      return `role ${role}${behind ? ` through ${behind}` : ''}`;
    case 'process':
      return 'credential_process';
    case 'written':
      return 'a session, as --write puts it there';
    case 'nowhere':
      return `none: ${problem}`;
  }
}

function json(profiles: ProfileView[], now: number): string {
  const rows = profiles.map(({ name, from, sources, roles, account, device, session, problem }) => ({
    name,
    from,
    sources,
    roles,
    account: account ?? null,
    device: device ?? null,
    expires: session?.session.expires ?? null,
    secondsLeft: session ? Math.floor(session.session.expires - now) : null,
    problem: problem ?? null,
  }));
  return `${JSON.stringify({ profiles: rows }, undefined, 2)}\n`;
}
