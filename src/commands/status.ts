import { accountOf, accountOfKey, nameIn } from '../aws/device.ts';
import { readAwsFiles } from '../aws/files/read.ts';
import { policiesLabel } from '../aws/role.ts';
import { longTermKeys, selectedName } from '../aws/select-profile.ts';
import type { User } from '../cache/entry.ts';
import { type CachedSession, type CachedUser, listSessions, listUsers } from '../cache/list-entries.ts';
import type { Request } from '../cli/options.ts';
import { commandLine, toType } from '../cli/to-type.ts';
import type { Context } from '../context.ts';
import { usage } from '../errors.ts';
import { trySweep } from '../fs/folders.ts';
import { beforeSession, type Environment } from '../shell/env-diff.ts';
import { terminalWidth } from '../system/output.ts';
import { awsFilePaths, cacheFolder } from '../system/paths.ts';
import { shades } from '../text/colors.ts';
import { asJson, withLimit } from '../text/format.ts';
import { table } from '../text/table.ts';
import { secondsLeft } from '../text/time.ts';
import type { CommandResult } from './result.ts';
import { type Cached, leftOf, type ProfileView, type TerminalView, viewProfiles, viewTerminals } from './views.ts';

/** Shows the session of each terminal and all cached sessions, with the time left (C1). It shows no secret. */
export async function status({ words, options }: Request, context: Context): Promise<CommandResult> {
  if (words.length > 0) throw usage('status takes no arguments', toType(context.env)('status'));
  const { env, now, warn } = context;
  const folder = cacheFolder(env);
  trySweep(folder);
  const kept = listSessions(folder, (problem) => warn(`${problem}, and is ignored`));
  const cached = { sessions: kept.filter(({ session }) => session.expires > now() / 1000), users: listUsers(folder) };
  const profiles = await profilesOf(cached, env);
  const sessions = cached.sessions.map((one) => viewSession(one, profiles, cached, env));
  const accountFor = (one: CachedSession): string | undefined => sessions.find((view) => view.kept === one)?.account;
  const terminals = await viewTerminals(folder, env, cached.sessions, accountFor);
  if (options.json) return { data: json(terminals, sessions, now()) };
  return { text: report(terminals, sessions, profiles, env, now()) };
}

interface SessionView {
  kept: CachedSession;
  profiles: string[];
  name: string;
  account: string | undefined;
  user: User | undefined;
}

/** Without a readable config file, sessions are shown without profiles. */
async function profilesOf(cached: Cached, env: Environment): Promise<ProfileView[]> {
  try {
    return viewProfiles(await readAwsFiles(awsFilePaths(env)), cached, env);
  } catch {
    return [];
  }
}

function viewSession(kept: CachedSession, views: ProfileView[], { users }: Cached, env: Environment): SessionView {
  const profiles = views.filter(({ session }) => session === kept).map(({ name }) => name);
  const isOwner = (one: CachedUser): boolean => one.accessKeyId === kept.accessKeyId && one.endpoint === kept.endpoint;
  const user = users.find(isOwner)?.user;
  const account = accountOf(kept.roles.at(-1) ?? kept.device) ?? user?.account;
  const limit = policiesLabel(kept.policyArns);
  const name = withLimit(profiles.join(', ') || otherName(kept, views, env), limit);
  return { kept, profiles, name, account, user };
}

function otherName({ accessKeyId, endpoint, roles }: CachedSession, views: ProfileView[], env: Environment): string {
  if (endpoint !== (env.AWS_ENDPOINT_URL_STS || env.AWS_ENDPOINT_URL || ''))
    return `(at ${endpoint || "AWS's own endpoint"})`;
  if (longTermKeys(beforeSession(env))?.accessKeyId === accessKeyId) return 'environment';
  // A session of --role-arn, --duration or --serial is not that of a profile.
  if (roles.length > 0) return roles.map((arn) => arn.split('/').at(-1)).join(' → ');
  if (views.some((view) => view.accessKeyId === accessKeyId)) return '(other options)';
  return views.some(({ from }) => from === 'process') ? 'credential_process' : 'environment';
}

function report(
  terminals: TerminalView[],
  sessions: SessionView[],
  profiles: ProfileView[],
  env: Environment,
  now: number,
): string {
  const paint = shades(env);
  const width = terminalWidth();
  const rows = terminals.map(({ here, pid, terminal, shell, profile, account = '', expires, limit }) => {
    const place = terminal || `process ${pid}`;
    const first = here ? { text: `${place} (here)`, paint: paint.here } : place;
    return [first, shell, withLimit(profile || 'environment', limit), account, ...leftOf(expires, now, paint)];
  });
  const cached = sessions.map(({ kept, name, account = '', user }) => {
    const role = kept.roles.at(-1)?.split('/').at(-1);
    const who = role ? `role ${role}` : `user ${user?.name ?? nameIn(kept.device) ?? `of ${kept.device}`}`;
    return [name, account, who, ...leftOf(kept.session.expires, now, paint)];
  });
  const parts = [
    hint(terminals, now, commandFor(terminals, profiles, sessions, env), env),
    table(['TERMINAL', 'SHELL', 'PROFILE', 'ACCOUNT', 'LEFT', 'UNTIL'], rows, width, paint.heading),
    table([{ heading: 'CACHED FOR', folds: true }, 'ACCOUNT', 'AS', 'LEFT', 'UNTIL'], cached, width, paint.heading) ||
      'no session is cached: the next one needs a code\n',
  ];
  return parts.filter((part) => part).join('\n');
}

/** What to do next, if this shell has no live session. */
function hint([first]: TerminalView[], now: number, command: string, env: Environment): string {
  if (!first?.here) return `this shell has no session; to start one: ${command}\n`;
  if (first.expires * 1000 <= now) return `the session of this shell has expired; to renew it: ${command}\n`;
  return hasOtherKeys(first, env)
    ? `the keys of this shell are no longer those of its session; to put it in again: ${command}\n`
    : '';
}

/** Whether keys were set or unset here since, as far as they tell. */
function hasOtherKeys({ account }: TerminalView, { AWS_ACCESS_KEY_ID: id = '' }: Environment): boolean {
  const own = accountOfKey(id);
  return id === '' || id.startsWith('AKIA') || (own !== undefined && account !== undefined && own !== account);
}

/** Starts a session, of another profile where the selected one does not exist; without any, sets one up. */
function commandFor(
  [first]: TerminalView[],
  profiles: ProfileView[],
  sessions: SessionView[],
  env: Environment,
): string {
  const names = profiles.map(({ name }) => name);
  if (names.length === 0 && !longTermKeys(beforeSession(env))) return toType(env)('setup');
  const isThere = names.includes(selectedName(undefined, env));
  const profile = isThere ? '' : (sessions.flatMap((view) => view.profiles)[0] ?? names[0] ?? '');
  const { MFA_ENV_ROLE_ARN, MFA_ENV_LIMIT } = first?.here ? env : {}; // without them it would be another session, with more power
  const limits = { readOnly: MFA_ENV_LIMIT === 'read-only', policyArns: MFA_ENV_LIMIT === 'limited' ? ['ARN'] : [] };
  return commandLine({ profile, roleArn: MFA_ENV_ROLE_ARN || undefined, ...limits, toType: toType(env) });
}

function json(terminals: TerminalView[], views: SessionView[], now: number): string {
  const left = (expires: number): number => Math.max(0, secondsLeft({ expires }, now));
  const sessions = views.map(({ kept: { device, endpoint, roles, policyArns, session }, profiles, account = null }) => {
    const { expires } = session;
    const facts = { device, endpoint: endpoint || null, roles, policies: policyArns };
    return { profiles, account, ...facts, expires, secondsLeft: left(expires) };
  });
  const all = terminals.map(({ here, terminal, pid, shell, profile, account = null, limit = null, expires }) => ({
    here,
    terminal: terminal || null,
    pid,
    shell: shell || null,
    profile,
    account,
    limit,
    expires,
    secondsLeft: left(expires),
  }));
  const [own] = terminals.filter(({ here }) => here);
  const shell = own ? { profile: own.profile, expires: own.expires, secondsLeft: left(own.expires) } : null;
  return asJson({ shell, terminals: all, sessions });
}
