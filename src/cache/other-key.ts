import { removeFile } from '../fs/folders.ts';
import { isSession, isUser, type User } from './entry.ts';
import { userKey, withAccessKey } from './keys.ts';
import { deleteStaleAnswers, listSessions, listUsers } from './list-entries.ts';
import { deleteStaleLive } from './live-files.ts';
import type { Cache } from './open.ts';

/**
 * Has the sessions of one access key serve another one of the same user, too, so that nobody is asked for a code.
 * @param about what is known of the other key @throws what the file system says
 * @returns deletes the entries of the first key, and what shells and `recall` read of them
 */
export function shareWithKey(cache: Cache, from: string, to: string, about: Pick<User, 'keyCreated'>): () => void {
  const { folder } = cache;
  if (folder === undefined) return () => {};
  const sessions = listSessions(folder).filter(({ accessKeyId }) => accessKeyId === from);
  for (const { cacheKey, session } of sessions) {
    const key = withAccessKey(cacheKey, to);
    const { content } = cache.read(key, isSession);
    if (!content || content.expires < session.expires) cache.write(key, session);
  }
  const users = listUsers(folder).filter(({ accessKeyId }) => accessKeyId === from);
  for (const { endpoint, user } of users) {
    const key = userKey(to, endpoint);
    cache.write(key, { ...user, keyCreated: undefined, ...cache.read(key, isUser).content, ...about });
  }
  return () => {
    for (const { file } of [...sessions, ...users]) removeFile(file);
    deleteStaleAnswers(folder);
    deleteStaleLive(folder);
  };
}
