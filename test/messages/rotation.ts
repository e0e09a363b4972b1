import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isFailure } from '../../src/errors.ts';
import { prove, switchFiles } from '../../src/rotate/change-keys.ts';
import type { Guide } from '../../src/rotate/guide.ts';
import { begin } from '../../src/rotate/new-key.ts';
import type { KeyPlace } from '../../src/rotate/place.ts';
import { runSteps } from '../../src/rotate/run-steps.ts';
import { declined, rotateFailure } from '../../src/rotate/words.ts';
import { keyLines, keyPair, type Place, serial } from '../command/run.ts';
import type { FaultKind } from '../sts/faults.ts';
import { type Row, row } from './row.ts';

const old = keyPair.AWS_ACCESS_KEY_ID;
const other = 'AKIARTX3GSDSOTHER000';
const words = ['rotate', '--yes'];
const config = `[default]\nregion = eu-central-1\nmfa_serial = ${serial}\n`;

/** A session is cached, so that no code is asked for. */
const begun =
  (more: (place: Place) => unknown = () => {}) =>
  async (place: Place): Promise<void> => {
    await place.begin();
    await more(place);
  };
const done = (...options: string[]) => begun(async (place) => void (await place.quick([...words, ...options])));
const addKey = ({ sts }: Place): void =>
  void sts.user('alice').keys.push({ id: other, secret: 'x', active: true, createdAt: '2025-06-01T00:00:00Z' });
const mayNot =
  (action: string) =>
  ({ sts }: Place): void => {
    sts.user('alice').mayNot = [action];
  };
const fault =
  (kind: FaultKind, action: string) =>
  ({ sts }: Place): void =>
    sts.fault({ kind, action });

/** What a run is after so much of it, in memory; its files are in a folder that is gone. */
const guide = (more: object): Guide => {
  const keys = { accessKeyId: old, secretAccessKey: keyPair.AWS_SECRET_ACCESS_KEY };
  const place: KeyPlace = {
    ids: async () => [],
    where: async () => '',
    check: async () => {},
    replace: async () => {},
  };
  return {
    line: (...options: string[]) => ['mfa-env rotate', ...options].join(' '),
    kept: { file: '', rotation: { from: { accessKeyId: old }, to: { ...keys, accessKeyId: 'NEWKEY' } } },
    state: { inAws: [], current: old },
    resolved: { keys: { ...keys, pair: async () => keys, known: () => keys }, cache: { folder: undefined } },
    place,
    tell: () => {},
    wait: async () => {},
    context: { env: {}, now: () => 0, warn: () => {} },
    ...more,
  } as unknown as Guide;
};
const fails = (name: string, message = '') => Object.assign(new Error(message), { name });

/** What `mfa-env rotate` says where it cannot go on. */
export const rotationRows: Row[] = [
  row(
    'rotate without a terminal',
    'commands/rotate.ts',
    { words: ['rotate'] },
    `rotate asks at a terminal, and there is none; it would replace the key ${old} of profile default; in ~/.aws/credentials: [default]; the old key becomes Inactive → agree without a question: mfa-env rotate --yes`,
    2,
  ),
  row(
    'a no to rotate',
    'rotate/words.ts',
    { call: () => declined('mfa-env rotate') },
    'nothing was changed → to rotate it later: mfa-env rotate',
    130,
  ),
  row(
    'rotate with two wishes',
    'rotate/state.ts',
    { words: ['rotate', '--undo', '--finish'] },
    '--undo and --finish cannot be used together → remove one of them',
    2,
  ),
  row(
    'rotate of a key in the environment',
    'rotate/state.ts',
    { words, config, credentials: null, env: keyPair },
    'the key is in the environment, and rotate changes keys in files only → name a profile: mfa-env rotate PROFILE',
    3,
  ),
  row(
    'rotate of a key that a command gives',
    'rotate/state.ts',
    { words, config: `${config}credential_process = false\n`, credentials: null },
    'the key of profile default comes from credential_process, where rotate cannot replace it → make a new key, and put it where that command finds it: aws iam create-access-key --profile default',
    3,
  ),
  row(
    'rotate of the key of root',
    'rotate/state.ts',
    {
      words,
      before: ({ sts }) => {
        const [account] = sts.world.accounts;
        const { keys } = sts.user('alice');
        if (account) account.root = { keys: keys.splice(0), devices: [] };
      },
    },
    'this is the key of the root user, and rotate does not replace it → delete it in the AWS console, and use an IAM user: https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html',
    3,
  ),
  row(
    'two rotations at once',
    'rotate/record.ts',
    {
      words,
      line: `mkdir -p -m 700 "$HOME/.aws/mfa-env"; ln -s "$HOME/.aws/config" "$HOME/.aws/mfa-env/rotate.lock"; touch -h "$HOME/.aws/mfa-env/rotate.lock"; exec "$@"`,
    },
    'another mfa-env rotate is running → wait until it ends, then: mfa-env rotate',
    1,
  ),
  row(
    'a right that rotate lacks',
    'rotate/words.ts',
    { words, before: begun(mayNot('CreateAccessKey')) },
    'your user may not create an access key: AWS refused iam:CreateAccessKey → ask an administrator for "iam:CreateAccessKey" on your own user, in a policy such as this one: mfa-env policy',
    1,
  ),
  row(
    'a third key is made meanwhile',
    'rotate/words.ts',
    {
      call: async () => await rotateFailure(fails('LimitExceededException'), 'mfa-env rotate', () => Promise.reject()),
    },
    'another key was made meanwhile, and AWS allows two → see which: mfa-env rotate',
    1,
  ),
  row(
    'a rotation whose file others can read',
    'rotate/record.ts',
    {
      words,
      before: async (place) => {
        await done()(place);
        const folder = path.join(place.home, '.aws/mfa-env');
        chmodSync(path.join(folder, `rotation-${old}.json`), 0o644);
      },
    },
    `~/.aws/mfa-env/rotation-${old}.json can be read by others, so rotate does not use it → set its mode: chmod 600 ~/.aws/mfa-env/rotation-${old}.json`,
    3,
  ),
  row(
    'a rotation whose file is damaged',
    'rotate/record.ts',
    {
      words,
      before: ({ home }) => {
        mkdirSync(path.join(home, '.aws/mfa-env'), { mode: 0o700 });
        writeFileSync(path.join(home, '.aws/mfa-env/rotation-A.json'), '{}', { mode: 0o600 });
      },
    },
    '~/.aws/mfa-env/rotation-A.json is damaged, so rotate does not use it → set it aside, then run rotate again, which asks before it deletes a key: mv ~/.aws/mfa-env/rotation-A.json ~/.aws/mfa-env/rotation-A.json.old',
    3,
  ),
  row(
    'a new key that cannot be kept and not be taken back',
    `rotate/new-key.ts#\`\${error.message}; \${left}\``,
    {
      call: async () => {
        const folder = path.join(process.env.TMPDIR ?? '/tmp', `mfa-env-row-${process.pid}`);
        const no = async (): Promise<never> => {
          throw fails('AccessDenied');
        };
        const create = async () => {
          rmSync(folder, { recursive: true });
          writeFileSync(folder, '');
          return { accessKeyId: 'NEWKEY', secretAccessKey: 'secret', created: 0 };
        };
        try {
          return await begin(guide({ folder, iam: { create, remove: no, setActive: no } }));
        } catch (error) {
          if (!isFailure(error)) throw error;
          error.message = error.message.replace(folder, '~/x');
          throw error;
        } finally {
          rmSync(folder, { recursive: true });
        }
      },
    },
    `~/x/rotation-${old}.json cannot be written (ENOTDIR); the new key NEWKEY is left in AWS, Active, and nobody has its secret → make room, then delete it: mfa-env rotate`,
    3,
  ),
  row(
    'a new key that AWS does not come to know',
    'rotate/change-keys.ts',
    {
      call: () => {
        const caller = async (): Promise<never> => {
          throw fails('InvalidClientTokenId');
        };
        return prove(guide({ calls: { sts: async () => ({ caller }) } }));
      },
    },
    'after 60 s AWS does not accept the key NEWKEY yet; your files hold the other one, which works → go on later: mfa-env rotate',
    1,
  ),
  row(
    'a cache that cannot serve the new key',
    'rotate/change-keys.ts',
    {
      call: async () => {
        const said: string[] = [];
        const cache = {
          get folder() {
            throw Object.assign(new Error(), { code: 'EACCES' });
          },
        };
        const context = { warn: (text: string) => void said.push(text) };
        await switchFiles(guide({ resolved: { cache }, context }));
        return said.join('');
      },
    },
    'cached sessions do not serve the new key (EACCES): the next terminal asks for a code',
    0,
  ),
  row(
    'another key, which is in no file',
    'rotate/delete-key.ts',
    { words, before: begun(addKey) },
    `alice has two keys, and AWS allows no third: ${other}, Active, made 2025-06-01, never used, which no file here has → if nobody needs it, say yes to its deletion at a terminal: mfa-env rotate`,
    1,
  ),
  row(
    'both keys in the files',
    'rotate/delete-key.ts',
    {
      words,
      credentials: `[default]\n${keyLines}[ci]\naws_access_key_id = ${other}\naws_secret_access_key = x\n`,
      before: begun((place) => {
        addKey(place);
        const [own] = place.sts.user('alice').keys;
        if (own) Object.assign(own, { createdAt: '2025-01-01T00:00:00Z', lastUsed: undefined });
        mayNot('GetAccessKeyLastUsed')(place);
      }),
    },
    `both keys of alice are in your files, and AWS allows no third: ${old}, Active, made 2025-01-01, last use unknown; ${other}, Active, made 2025-06-01, last use unknown → put the newer one into all profiles, then: mfa-env rotate`,
    1,
  ),
  row(
    'an answer of IAM that is lost',
    'rotate/run-steps.ts#what',
    { words, before: begun(fault('reset-before', 'CreateAccessKey')) },
    'the connection to HOST broke before an answer came; a key may have been made all the same → run it again, which looks first: mfa-env rotate',
    1,
  ),
  row(
    'nothing to undo',
    'rotate/words.ts',
    { words: [...words, '--undo'] },
    'profile default has no rotation to undo or finish → make a new key: mfa-env rotate',
    1,
  ),
  row(
    'files that somebody changes during a rotation',
    'rotate/run-steps.ts',
    {
      call: () => {
        const rotation = { from: old, to: 'NEWKEY', known: [], begun: 0, isUndo: false, isDone: false };
        return runSteps(guide({ state: { rotation, inFiles: [], inAws: [], isProven: true, now: 0 } }));
      },
    },
    'your files hold neither the old key nor the new one any more → look at them, then: mfa-env rotate',
    1,
  ),
  row(
    'a second undo',
    'rotate/run-steps.ts',
    {
      words: [...words, '--undo'],
      before: begun(async (place) => {
        await place.quick(words);
        await place.quick([...words, '--undo']);
      }),
    },
    'the last rotation was undone already → delete the key that it made: mfa-env rotate --finish',
    1,
  ),
  row(
    'an old key that is gone',
    'rotate/run-steps.ts',
    {
      words: [...words, '--undo'],
      before: begun(async (place) => {
        await place.quick(words);
        place.sts.user('alice').keys.shift();
      }),
    },
    'the old key was deleted, and cannot come back → make a new one: mfa-env rotate',
    1,
  ),
  row(
    'a key that is not in the list',
    'rotate/run-steps.ts',
    {
      call: () =>
        runSteps(guide({ user: 'alice', state: { wanted: 'rotate', current: old, inFiles: [old], inAws: [] } })),
    },
    `AWS does not list the key ${old} for alice → it may be too new: wait a minute, then: mfa-env rotate`,
    1,
  ),
];
