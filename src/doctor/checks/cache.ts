import { word } from '../../text/quote.ts';
import type { CacheFacts, Facts } from '../facts.ts';
import { type Check, type Finding, findings } from '../finding.ts';
import { look, set } from '../fix.ts';

const { warning } = findings('cache');

/** Whether sessions can be kept: else each terminal asks for a code of its own. */
export const cache: Check = (facts) => {
  const { folder, problem, nearest, foreignFiles } = facts.cache;
  if (folder === '') return [];
  const isItself = nearest.path === folder;
  const { path } = nearest;
  if (isItself && problem !== undefined && nearest.kind === 'link')
    return [warning(`no session is kept: ${folder} is a link`, `rm ${word(folder)}`)];
  if (nearest.kind === 'other' || (nearest.kind === 'link' && nearest.uid === -1))
    return [
      warning(
        `no session is kept: ${path} is no folder`,
        isBelow(path, facts.cache.home) ? moved(path) : another(facts),
      ),
    ];
  const isInHome = path === facts.cache.home || isBelow(path, facts.cache.home);
  if (nearest.uid !== facts.cache.uid && (isItself || isInHome || !nearest.writable)) return [foreign(facts, isInHome)];
  if (isItself && nearest.mode & 0o1000)
    return [warning(`no session is kept: ${folder} is a folder that many share`, another(facts))];
  if (isItself && nearest.mode & 0o022)
    return [warning(`no session is taken from ${folder}: others can write there`, `chmod 700 ${word(folder)}`)];
  if (problem !== undefined) return [warning(`no session is kept: ${problem}`, `look at it: ls -ld ${word(folder)}`)];
  if (!nearest.writable) return [notWritable(facts)];
  if (foreignFiles === 0) return [];
  const files = `${foreignFiles} ${foreignFiles > 1 ? 'files' : 'file'}`;
  return [warning(`${files} in ${folder} belong to another user, and are not used`, own(facts.cache, folder))];
};

/** As `sudo -E` leaves it, which keeps HOME. */
function foreign(facts: Facts, isInHome: boolean): Finding {
  const { nearest, home, uid } = facts.cache;
  const message = `no session is kept: ${nearest.path} belongs to another user`;
  if (uid === 0 && isInHome) return warning(message, `as yourself, without sudo: ${look(facts, facts.profile ?? '')}`);
  return warning(message, isBelow(nearest.path, home) ? own(facts.cache, nearest.path) : another(facts));
}

/** The mode of one's own folder can be mended; a file system that is read-only cannot. */
function notWritable(facts: Facts): Finding {
  const { path, mode, uid } = facts.cache.nearest;
  const message = `no session is kept: nothing can be written in ${path}`;
  const isClosed = uid === facts.cache.uid && (mode & 0o700) !== 0o700;
  return warning(message, isClosed ? `chmod u+rwx ${word(path)}` : another(facts));
}

const own = ({ uid }: CacheFacts, path: string): string => `${uid === 0 ? '' : 'sudo '}chown -R ${uid} ${word(path)}`;

const moved = (path: string): string => `mv ${word(path)} ${word(`${path}.old`)}`;

/** A folder of one's own, for this shell. */
const another = ({ shell }: Facts): string =>
  `take a folder of your own: ${set(shell, 'MFA_ENV_CACHE_DIR', shell === 'fish' ? '(mktemp -d)' : '"$(mktemp -d)"')}`;

/** Nobody is told to take a whole home folder, or a whole machine. */
const isBelow = (path: string, home: string): boolean => home.length > 1 && path.startsWith(`${home}/`);
