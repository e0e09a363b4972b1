import { closeSync, constants, futimesSync, lstatSync, openSync } from 'node:fs';
import path from 'node:path';
import { isFolder, namesIn, removeFile } from '../fs/folders.ts';
import { folderProblem, hasContent, readOwn } from '../fs/trust.ts';
import { beforeSession, decisive, type Environment, regions } from '../shell/env-diff.ts';
import { sessionLabel } from '../text/format.ts';
import { dateAndClock, isoSeconds } from '../text/time.ts';
import { isSession, readEntryFile, type Session } from './entry.ts';
import { timeFile } from './keys.ts';
import { type ShellNote, shellNoteText } from './shell-notes.ts';

// A session as the shell functions read it, with builtins alone (C7.2a): a line for each fact, none of it code.
// shell/*/live.* knows the lines by their numbers.

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
  /** AWS's two files, their folders and those of their targets, the cache's entry of the user if it tells the device. */
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
interface LiveUse {
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

/** Makes the empty files with whose times shells compare others. @param times Unix seconds @throws a file system's error */
export function makeTimeFiles(folder: string, times: readonly number[]): void {
  for (const seconds of new Set(times)) {
    const file = timeFile(folder, seconds);
    if (isOfTime(file, seconds)) continue;
    removeFile(file);
    const fd = openSync(file, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
    try {
      futimesSync(fd, seconds, seconds);
    } finally {
      closeSync(fd);
    }
    if (!isOfTime(file, seconds)) throw new Error(`${file} cannot have this time`);
  }
}

function isOfTime(file: string, seconds: number): boolean {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  return stat?.isFile() === true && stat.mtimeMs === seconds * 1000;
}

/** Deletes what shells would read of sessions that are gone or replaced, and the files of times that nothing needs. */
export function deleteStaleLive(folder: string): void {
  if (folderProblem(folder)) return;
  const names = namesIn(folder);
  const used = new Set<string>();
  for (const file of names.filter((name) => name.endsWith('.live')).map((name) => path.join(folder, name))) {
    const use = useOf(file);
    if (use && isCached(folder, use)) for (const seconds of use.times) used.add(timeFile(folder, seconds));
    else if (!isOther(file)) removeFile(file);
  }
  for (const name of names.filter((name) => /^time-\d+$/.test(name))) {
    const file = path.join(folder, name);
    if (!used.has(file) && !hasContent(file)) removeFile(file);
  }
}

/** The user may have named a folder that has files of the same names. */
function isOther(file: string): boolean {
  try {
    return isFolder(file) || /^(?!mfa-env\b)./s.test(readOwn(file).text ?? '');
  } catch {
    return false;
  }
}

function useOf(file: string): LiveUse | undefined {
  try {
    return readLive(readOwn(file, 0o077).text ?? '');
  } catch {
    return undefined;
  }
}

function isCached(folder: string, { entry, accessKeyId }: LiveUse): boolean {
  if (!/^[0-9a-f]{16}\.json$/.test(entry)) return false;
  const content = readEntryFile(path.join(folder, entry)).entry?.content;
  return isSession(content) && content.accessKeyId === accessKeyId;
}
