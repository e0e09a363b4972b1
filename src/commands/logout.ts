import { existsSync } from 'node:fs';
import type { Request } from '../arguments/options.ts';
import type { Context } from '../context.ts';
import { configuration, usage } from '../errors.ts';
import { findSetting } from '../session/setting.ts';
import { hasSession } from '../shell/environment.ts';
import { forgetAnswers, keptSessions, keptUsers } from '../store/entries.ts';
import { sweepLocks } from '../store/lock.ts';
import { keptMarkers } from '../store/marker.ts';
import { removeFile } from '../store/remove-file.ts';
import { sweep } from '../store/replace.ts';
import { sweepShells } from '../store/sweep-shells.ts';
import { cacheFolder } from '../system/paths.ts';
import type { Printed } from './printed.ts';
import { wantedSession } from './wanted.ts';

/**
 * Forgets cached sessions, and which device a user chose: all, or those of the user behind a profile. A role's session
 * comes again without a code as long as its user's is there, so both go (C1).
 */
export async function logout({ words, options }: Request, context: Context): Promise<Printed> {
  if (words.length > 0) throw usage('logout takes a profile by its option', `mfa-env logout -p ${words[0]}`);
  const folder = cacheFolder(context.env);
  const key = options.profile === undefined ? undefined : await keyOf(options.profile, context);
  const mine = ({ accessKeyId }: { accessKeyId: string }): boolean => key === undefined || accessKeyId === key;
  const sessions = keptSessions(folder).filter(mine);
  const times = sessions.map(({ session }) => session.expires);
  const markers = keptMarkers(folder).filter(({ expires }) => key === undefined || times.includes(expires));
  for (const { file } of [...sessions, ...keptUsers(folder).filter(mine), ...markers]) remove(file);
  if (existsSync(folder)) {
    sweep(folder); // what a killed process left may hold a session
    sweepLocks(folder);
    sweepShells(folder);
    forgetAnswers(folder);
  }
  if (options.quiet) return { out: '' };
  const count = sessions.length === 0 ? 'there was no session to forget\n' : forgotten(sessions.length);
  const here = hasSession(context.env) ? 'this shell still has its own; take it out with: authaws --clear\n' : '';
  return { out: '', note: count + here };
}

const forgotten = (count: number): string => `${count} ${count === 1 ? 'session' : 'sessions'} forgotten\n`;

async function keyOf(profile: string, context: Context): Promise<string> {
  const setting = await findSetting(wantedSession(undefined, { profile }), context);
  return setting.keys.accessKeyId;
}

function remove(file: string): void {
  try {
    removeFile(file);
  } catch (error) {
    throw configuration(`${file} could not be removed`, `look at: ls -l ${file}`, error);
  }
}
