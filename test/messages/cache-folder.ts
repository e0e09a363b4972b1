import { chmodSync, lchownSync, mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { type Place, serial } from '../command/run.ts';
import { type How, type Row, row } from './row.ts';

/** A session is cached, and then something happens to the folder. */
const cached = (spoil: (place: Place) => void): How => ({
  words: [],
  before: async (place) => {
    await place.begin();
    spoil(place);
    return { MFA_ENV_CODE_COMMAND: `echo ${place.sts.freshCode(serial)}` };
  },
});

/** A cache folder that is not the user's alone, or cannot be one. */
export const cacheFolderRows: Row[] = [
  row(
    'a cache folder that others can write',
    'session/progress.ts fs/trust.ts',
    cached(({ cache }) => chmodSync(cache, 0o777)),
    '~/.cache/mfa-env can be written by others, and was ignored\ndefault · 111122223333 · TIME left · new',
    0,
  ),
  {
    ...row(
      'a link of another user’s in the place of the cache folder',
      'session/progress.ts fs/trust.ts',
      cached(({ cache }) => {
        renameSync(cache, `${cache}.own`);
        symlinkSync('mfa-env.own', cache);
        lchownSync(cache, 54321, 54321);
      }),
      '~/.cache/mfa-env is a symbolic link of another user, and was ignored\nthe session could not be cached in ~/.cache/mfa-env (~/.cache/mfa-env is a symbolic link of another user): the next terminal will ask for a code again\ndefault · 111122223333 · TIME left · new',
      0,
    ),
    byRoot: true,
  },
  {
    ...row(
      'sudo -E in a home folder of another user’s',
      'session/cache-session.ts fs/folders.ts',
      { before: ({ home }) => lchownSync(home, 54321, 54321) },
      'the session could not be cached in ~/.cache/mfa-env (HOME belongs to another user): the next terminal will ask for a code again\ndefault · 111122223333 · TIME left · new',
      0,
    ),
    byRoot: true,
  },
  {
    ...row(
      'a cache folder of another user’s',
      'session/progress.ts fs/trust.ts',
      cached(({ cache }) => lchownSync(cache, 54321, 54321)),
      '~/.cache/mfa-env belongs to another user, and was ignored\nthe session could not be cached in ~/.cache/mfa-env (~/.cache/mfa-env belongs to another user): the next terminal will ask for a code again\ndefault · 111122223333 · TIME left · new',
      0,
    ),
    byRoot: true,
  },
  {
    ...row(
      'logout in a cache folder of another user’s',
      'commands/logout.ts',
      { ...cached(({ cache }) => lchownSync(cache, 54321, 54321)), words: ['logout'] },
      '~/.cache/mfa-env is not private to you → check its owner and mode: ls -ld ~/.cache/mfa-env',
      3,
    ),
    byRoot: true,
  },
  row(
    'a cache folder with another use, which others can read',
    'session/cache-session.ts fs/folders.ts',
    {
      before: ({ dir }) => {
        mkdirSync(`${dir}/open/diary`, { recursive: true });
        return { MFA_ENV_CACHE_DIR: `${dir}/open` };
      },
    },
    'the session could not be cached in DIR/open (DIR/open holds other files, and others can read it): the next terminal will ask for a code again\ndefault · 111122223333 · TIME left · new',
    0,
  ),
  row(
    'a cache that is a file',
    'session/cache-session.ts',
    { before: ({ write }) => void write('.cache', '') },
    'the session could not be cached in ~/.cache/mfa-env (ENOTDIR): the next terminal will ask for a code again\ndefault · 111122223333 · TIME left · new',
    0,
  ),
];
