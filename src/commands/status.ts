import type { Request } from '../arguments/options.ts';
import { accountOf, nameIn } from '../aws/device.ts';
import { readAwsFiles } from '../aws/files.ts';
import type { Context } from '../context.ts';
import { usage } from '../errors.ts';
import type { Environment } from '../shell/environment.ts';
import { type KeptSession, keptSessions } from '../store/entries.ts';
import { terminalWidth } from '../system/output.ts';
import { awsFilePaths, cacheFolder } from '../system/paths.ts';
import { showDuration } from '../text/duration.ts';
import { table } from '../text/table.ts';
import { showClock } from '../text/words.ts';
import type { Printed } from './printed.ts';
import { type ProfileView, viewProfiles } from './profile-view.ts';

/** The session of this shell and every cached one, with the time left (C1). No secret among them. */
export async function status({ words, options }: Request, context: Context): Promise<Printed> {
  if (words.length > 0) throw usage('status takes no words', 'mfa-env status');
  const now = context.now() / 1000;
  const sessions = keptSessions(await cacheFolder(context.env)).filter(({ session }) => session.expires > now);
  const profiles = await profilesOf(sessions, context);
  const shell = shellSession(context.env, now);
  if (options.json) return { out: json(shell, sessions, profiles, now) };
  const rows = sessions.map((kept) => row(kept, profiles, context.now()));
  const list = table(['SESSION', 'ACCOUNT', 'AS', 'LEFT', 'UNTIL'], rows, terminalWidth());
  return { out: `${shellLine(shell, context.now())}\n${list || 'no cached session; start one with: authaws\n'}` };
}

interface ShellSession {
  profile: string;
  expires: number;
}

function shellSession(env: Environment, now: number): (ShellSession & { left: number }) | undefined {
  const expires = Number(env.MFA_ENV_EXPIRES);
  if (!env.MFA_ENV_EXPIRES || !Number.isFinite(expires)) return undefined;
  return { profile: env.MFA_ENV_PROFILE ?? '', expires, left: Math.max(0, Math.floor(expires - now)) };
}

function shellLine(shell: ReturnType<typeof shellSession>, now: number): string {
  if (!shell) return 'this shell has no session of mfa-env; put one into it with: authaws\n';
  const name = shell.profile || 'environment';
  if (shell.left === 0) return `this shell: ${name}, expired; renew it with: authaws\n`;
  return `this shell: ${name}, ${showDuration(shell.left)} left (until ${showClock(shell.expires * 1000, now)})\n`;
}

/** A broken config file takes the names away, not the sessions. */
async function profilesOf(sessions: KeptSession[], { env }: Context): Promise<ProfileView[]> {
  try {
    return viewProfiles(readAwsFiles(await awsFilePaths(env)), sessions);
  } catch {
    return [];
  }
}

const namesOf = (kept: KeptSession, profiles: ProfileView[]): string[] =>
  profiles.filter(({ session }) => session === kept).map(({ name }) => name);

function row(kept: KeptSession, profiles: ProfileView[], now: number): string[] {
  const { session, device, roles } = kept;
  const role = roles.at(-1);
  const who = role ? `role ${role.split('/').at(-1)}` : `user ${nameIn(device) ?? `of ${device}`}`;
  const left = showDuration(session.expires - now / 1000);
  const names = namesOf(kept, profiles).join(', ') || '(no profile)';
  return [names, accountOf(role ?? device) ?? '', who, left, showClock(session.expires * 1000, now)];
}

function json(
  shell: ReturnType<typeof shellSession>,
  kept: KeptSession[],
  profiles: ProfileView[],
  now: number,
): string {
  const sessions = kept.map((one) => ({
    profiles: namesOf(one, profiles),
    account: accountOf(one.roles.at(-1) ?? one.device) ?? null,
    device: one.device,
    roles: one.roles,
    expires: one.session.expires,
    secondsLeft: Math.floor(one.session.expires - now),
  }));
  const own = shell && { profile: shell.profile, expires: shell.expires, secondsLeft: shell.left };
  return `${JSON.stringify({ shell: own ?? null, sessions }, undefined, 2)}\n`;
}
