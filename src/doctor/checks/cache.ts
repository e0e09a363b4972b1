import { word } from '../../text/quote.ts';
import type { CacheFacts, Facts } from '../facts.ts';
import { type Check, doctorCommand, type Finding, findings, setCommand } from '../finding.ts';

const { warning } = findings('cache');

/** Whether sessions can be cached. If not, each terminal asks for its own code. */
export const cache: Check = (facts) => {
  const { folder, problem, nearest, foreignFiles } = facts.cache;
  if (folder === '') return [];
  const isItself = nearest.path === folder;
  const { path } = nearest;
  if (isItself && problem !== undefined && nearest.kind === 'link')
    return [warning(`sessions cannot be cached: ${folder} is a symbolic link`, `rm ${word(folder)}`)];
  if (nearest.kind === 'other' || (nearest.kind === 'link' && nearest.uid === -1))
    return [
      warning(
        `sessions cannot be cached: ${path} is not a folder`,
        isBelow(path, facts.cache.home) ? moveAway(path) : useOther(facts),
      ),
    ];
  const isInHome = path === facts.cache.home || isBelow(path, facts.cache.home);
  if (nearest.uid !== facts.cache.uid && (isItself || isInHome || !nearest.writable)) return [foreign(facts, isInHome)];
  if (isItself && nearest.mode & 0o1000)
    return [warning(`sessions cannot be cached: ${folder} is a shared folder`, useOther(facts))];
  if (isItself && nearest.mode & 0o022)
    return [warning(`cached sessions are not used: other users can write to ${folder}`, `chmod 700 ${word(folder)}`)];
  if (problem !== undefined)
    return [warning(`sessions cannot be cached: ${problem}`, `check its owner and mode: ls -ld ${word(folder)}`)];
  if (!nearest.writable) return [notWritable(facts)];
  if (foreignFiles === 0) return [];
  const files = `${foreignFiles} ${foreignFiles > 1 ? 'files' : 'file'}`;
  return [warning(`${files} in ${folder} belong to another user and are ignored`, takeOver(facts.cache, folder))];
};

/** `sudo -E` keeps HOME, and so leaves such folders behind. */
function foreign(facts: Facts, isInHome: boolean): Finding {
  const { nearest, home, uid } = facts.cache;
  const message = `sessions cannot be cached: ${nearest.path} belongs to another user`;
  if (uid === 0 && isInHome)
    return warning(message, `run it as yourself, without sudo: ${doctorCommand(facts, facts.profile ?? '')}`);
  return warning(message, isBelow(nearest.path, home) ? takeOver(facts.cache, nearest.path) : useOther(facts));
}

/** The user can change the mode of their own folder, but not a read-only file system. */
function notWritable(facts: Facts): Finding {
  const { path, mode, uid } = facts.cache.nearest;
  const message = `sessions cannot be cached: ${path} is not writable`;
  const isClosed = uid === facts.cache.uid && (mode & 0o700) !== 0o700;
  return warning(message, isClosed ? `chmod u+rwx ${word(path)}` : useOther(facts));
}

const takeOver = ({ uid }: CacheFacts, path: string): string =>
  `${uid === 0 ? '' : 'sudo '}chown -R ${uid} ${word(path)}`;

const moveAway = (path: string): string => `mv ${word(path)} ${word(`${path}.old`)}`;

const useOther = ({ shell }: Facts): string =>
  `use a folder of your own: ${setCommand(shell, 'MFA_ENV_CACHE_DIR', shell === 'fish' ? '(mktemp -d)' : '"$(mktemp -d)"')}`;

/** Only paths below the home folder get a recursive chown as advice, never the home folder itself or `/`. */
const isBelow = (path: string, home: string): boolean => home.length > 1 && path.startsWith(`${home}/`);
