import { existsSync } from 'node:fs';
import path from 'node:path';
import { deleteStaleAnswers, listMarkers, listUsers, sessionFiles, sweepShells } from '../cache/list-entries.ts';
import { deleteStaleLive } from '../cache/live-files.ts';
import type { Request } from '../cli/options.ts';
import { toType } from '../cli/to-type.ts';
import type { Context } from '../context.ts';
import { configuration } from '../errors.ts';
import { isFolder, privateFolder, removeFile, sweep } from '../fs/folders.ts';
import { sweepLocks } from '../fs/lock.ts';
import { modeAdvice } from '../fs/mode-advice.ts';
import { resolveConfig, sessionRequest } from '../session/resolve.ts';
import { hasSession } from '../shell/env-diff.ts';
import { cacheFolder } from '../system/paths.ts';
import type { CommandResult } from './result.ts';

/**
 * Deletes all sessions and what is known of users, or what belongs to the user of one profile: a session of a user gives
 * that of a role without a code (C1). Without a profile, untrusted files (C5.2) go too: they may hold a session.
 */
export async function logout({ options }: Request, context: Context): Promise<CommandResult> {
  const folder = cacheFolder(context.env);
  const key = options.profile === undefined ? undefined : await keyOf(options.profile, context);
  const { sessions, devices, untrusted } = existsSync(folder) ? deleteFor(folder, key, context) : nothing;
  if (options.quiet) return {};
  const gone = [
    sessions > 0 && `${sessions} ${sessions === 1 ? 'session' : 'sessions'} deleted\n`,
    devices > 0 &&
      `${devices} chosen MFA ${devices === 1 ? 'device' : 'devices'} forgotten: the next session looks for it again\n`,
    untrusted > 0 && `${untrusted} untrusted ${untrusted === 1 ? 'file' : 'files'} deleted\n`,
  ].filter((line) => line !== false);
  const count = gone.join('') || 'there was no session to delete\n';
  const clear = toType(context.env)('clear');
  const here = hasSession(context.env) ? `this shell still has a session; to remove it: ${clear}\n` : '';
  return { note: count + here };
}

const nothing = { sessions: 0, devices: 0, untrusted: 0 };

/** @param key undefined: all @returns how many sessions and remembered devices went, and how many untrusted files */
function deleteFor(folder: string, key: string | undefined, { env, warn }: Context): typeof nothing {
  close(folder);
  const mine = ({ accessKeyId }: { accessKeyId: string }): boolean => key === undefined || accessKeyId === key;
  const untrusted: string[] = [];
  const sessions = sessionFiles(folder, (problem, file) => {
    if (file !== undefined && key === undefined) untrusted.push(file);
    else warn(`${problem}, and was left; to remove it: ${toType(env)('logout')}`);
  }).filter(mine);
  const times = sessions.map(({ session }) => session.expires);
  const markers = listMarkers(folder).filter(({ expires }) => key === undefined || times.includes(expires));
  const users = listUsers(folder).filter(mine);
  const files = [...sessions, ...users, ...markers].map(({ file }) => file);
  for (const file of [...files, ...untrusted]) remove(file);
  sweep(folder); // a file of a killed process may hold a session
  sweepLocks(folder);
  sweepShells(folder);
  deleteStaleAnswers(folder);
  deleteStaleLive(folder);
  const devices = users.filter(({ user }) => user.device !== undefined).length;
  return { sessions: sessions.length, devices, untrusted: untrusted.length };
}

/** In another user's folder, nothing is deleted. */
function close(folder: string): void {
  try {
    privateFolder(folder);
  } catch (error) {
    throw configuration(`${folder} is not private to you`, modeAdvice(folder), error);
  }
}

async function keyOf(profile: string, context: Context): Promise<string> {
  const resolved = await resolveConfig(sessionRequest({ profile }), context);
  return resolved.keys.accessKeyId;
}

function remove(file: string): void {
  try {
    removeFile(file);
  } catch (error) {
    throw configuration(`${file} could not be removed`, modeAdvice(isFolder(file) ? file : path.dirname(file)), error);
  }
}
