import { nameIn } from '../aws/device.ts';
import { readAwsFiles } from '../aws/files/read.ts';
import { listSessions, listUsers } from '../cache/list-entries.ts';
import type { Request } from '../cli/options.ts';
import { toType } from '../cli/to-type.ts';
import type { Context } from '../context.ts';
import { usage } from '../errors.ts';
import { stores } from '../keep/store-names.ts';
import { terminalWidth } from '../system/output.ts';
import { awsFilePaths, cacheFolder } from '../system/paths.ts';
import { shades } from '../text/colors.ts';
import { asJson, oneLine } from '../text/format.ts';
import { trail } from '../text/names.ts';
import { type Cell, table } from '../text/table.ts';
import { daysSince, secondsLeft } from '../text/time.ts';
import type { CommandResult } from './result.ts';
import { leftOf, type ProfileView, viewProfiles } from './views.ts';

/** Lists the profiles, how each gets its credentials, and the time left of its cached session (C1). */
export async function list({ words, options }: Request, { env, now }: Context): Promise<CommandResult> {
  if (words.length > 0) throw usage('list takes no arguments', toType(env)('list'));
  const files = await readAwsFiles(awsFilePaths(env));
  const folder = cacheFolder(env);
  const sessions = listSessions(folder).filter(({ session }) => session.expires > now() / 1000);
  const profiles = viewProfiles(files, { sessions, users: listUsers(folder) }, env);
  if (options.json) return { data: json(profiles, now()) };
  const paint = shades(env);
  const rows = profiles.map((profile) => row(profile, now(), paint));
  const none = `no profiles in ${oneLine(files.config.path)} or ${oneLine(files.credentials.path)}; to set one up: ${toType(env)('setup')}\n`;
  return { text: table(headings, rows, terminalWidth(), paint.heading) || none };
}

const headings = [
  'PROFILE',
  'ACCOUNT',
  { heading: 'CREDENTIALS', folds: true },
  'MFA DEVICE',
  'LEFT',
  { heading: 'UNTIL', spare: true },
];

function row(profile: ProfileView, now: number, paint: ReturnType<typeof shades>): Cell[] {
  const { name, account = '', device, session, problem } = profile;
  const shown = device === undefined ? (problem === undefined ? 'looked up' : '') : (nameIn(device) ?? device);
  const words = how(profile) + age(profile, now);
  const way = words.startsWith('none') ? { text: words, paint: paint.over } : words;
  return [name, account, way, shown, ...(session ? leftOf(session.session.expires, now, paint) : [])];
}

/** How old the key is, where that is known. A call for it would make `list` slow. */
function age({ from, keyCreated }: ProfileView, now: number): string {
  if (keyCreated === undefined || !['keys', 'source', 'process'].includes(from)) return '';
  const days = daysSince(keyCreated, now);
  if (days < 1) return ', made today';
  return `, ${days} ${days === 1 ? 'day' : 'days'} old`;
}

function how({ from, sources, roles, store, problem }: ProfileView): string {
  const role = roles.at(-1)?.split('/').at(-1);
  const behind = trail(sources);
  switch (from) {
    case 'keys':
      return 'its own keys';
    case 'source':
      return `the keys of ${behind}`;
    case 'role':
      return `role ${role}${behind ? ` through ${behind}` : ''}`;
    case 'process':
      return store ? `a key in ${stores[store].title}` : 'credential_process';
    case 'written':
      return 'session';
    case 'nowhere':
      return /\bSSO$/.test(problem ?? '') ? 'SSO' : `none: ${problem}`;
  }
}

function json(profiles: ProfileView[], now: number): string {
  const rows = profiles.map(({ name, from, sources, roles, account, device, keyCreated, session, problem }) => ({
    name,
    from,
    sources,
    roles,
    account: account ?? null,
    device: device ?? null,
    keyAgeDays: keyCreated === undefined ? null : daysSince(keyCreated, now),
    expires: session?.session.expires ?? null,
    secondsLeft: session ? secondsLeft(session.session, now) : null,
    problem: problem ?? null,
  }));
  return asJson({ profiles: rows });
}
