import { beforeSession, decisive, type Environment, isoSeconds, regions } from '../shell/env-diff.ts';
import { dateAndClock, sessionLabel } from '../text/format.ts';
import type { Session } from './entry.ts';
import { type ShellNote, shellNoteText } from './shell-notes.ts';

// A session as the shell functions read it, with builtins alone (C7.2a): one line for each fact. shell/*/live.* knows the lines
// by their numbers. Nothing in it is code.

/** A session, and all that has to be as it was for a plain command line to lead to it. */
export interface Live {
  version: string;
  /** The profile that the user or a variable names, and that of the session. */
  asked: string;
  profile: string;
  account: string | undefined;
  /** What the shell gets; undefined where it has a region of its own, which is among the lines. */
  region: string | undefined;
  session: Session;
  /** Seconds that it must have left. */
  least: number;
  /** The file of the session in the cache, by its name. */
  entry: string;
  env: Environment;
  /** Decides how a local time reads: the variable TZ, and where /etc/localtime leads. */
  zone: string;
  /** AWS's two files, the folders that they and their targets are in, the cache's entry of the user where that tells the device. */
  paths: WatchedPath[];
}

export interface WatchedPath {
  path: string;
  /** Where its links lead; the path itself where there is nothing. */
  real: string;
  /** When it was changed (Unix seconds); undefined where there is nothing. */
  changed: number | undefined;
}

/** Shells read no more. A token has 64 KB at most (C5.0). */
const MOST_CHARACTERS = 90_000;

/** The text of the file; undefined where lines cannot hold it. */
export function liveText(live: Live): string | undefined {
  const { session, profile, account, env } = live;
  const { expires } = session;
  const note: ShellNote = { profile, account, expires };
  const before = beforeSession(env);
  const lines = [
    `mfa-env ${live.version}`,
    live.asked,
    `${expires}`,
    `${live.least}`,
    session.accessKeyId,
    session.secretAccessKey,
    session.sessionToken,
    isoSeconds(expires),
    profile,
    `region=${live.region ?? ''}`,
    sessionLabel({ profile, account }),
    shellNoteText(note).trim(),
    dateAndClock(expires * 1000),
    `zone=${live.zone}`,
    live.entry,
    ...decisive.map((name) => variable(name, env[name])),
    ...regions.map((name) => variable(name, before[name])),
    ...live.paths.flatMap(({ path, real, changed }) => [`${changed ?? 'none'}`, path, real]),
    'end',
  ];
  const isWhole = lines.every((line) => line !== '' && !/[\0\r\n]/.test(line) && line.isWellFormed());
  const text = `${lines.join('\n')}\n`;
  return isWhole && text.length <= MOST_CHARACTERS ? text : undefined;
}

/** A variable that is unset differs from an empty one. */
const variable = (name: string, value: string | undefined): string => (value === undefined ? name : `${name}=${value}`);

/** The file's session in the cache, by the name of its file and its access key; and the times that shells compare with. */
export interface LiveUse {
  entry: string;
  accessKeyId: string;
  times: number[];
}

/** What a file of this kind refers to; undefined where it is damaged. */
export function readLive(text: string): LiveUse | undefined {
  const lines = text.split('\n');
  const [accessKeyId, entry] = [lines[4], lines[14]];
  const paths = lines.slice(15 + decisive.length + regions.length, lines.lastIndexOf('end'));
  if (accessKeyId === undefined || entry === undefined || paths.length === 0) return undefined;
  const changed = paths.filter((line, at) => at % 3 === 0 && /^\d{1,11}$/.test(line));
  return { entry, accessKeyId, times: changed.map(Number).flatMap((seconds) => [seconds, seconds + 1]) };
}
