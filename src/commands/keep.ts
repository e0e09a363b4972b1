import { openKeys, type StoreName } from '../aws/long-term-keys.ts';
import type { Request } from '../cli/options.ts';
import type { Context } from '../context.ts';
import { configuration, usage } from '../errors.ts';
import { checkedStore, chooseStore } from '../keep/choose.ts';
import { look, movable, type Place } from '../keep/look.ts';
import { moveBack, putInStore } from '../keep/move.ts';
import { stores } from '../keep/store-names.ts';
import { lines, readerOf } from '../keep/stores.ts';
import { tildePath } from '../system/paths.ts';
import { word } from '../text/quote.ts';
import type { CommandResult } from './result.ts';

/** Moves the long-term key out of the plain file into a store, or back (C9.2). @throws Failure */
export async function keep({ options, isProfileWord }: Request, context: Context): Promise<CommandResult> {
  if (options.undo && options.in !== undefined) {
    throw usage('--undo and --in cannot be used together', 'remove one of them');
  }
  context.watchSignals();
  const place = await look(options, isProfileWord, context);
  return options.undo ? undo(place, context) : move(place, options.in as StoreName | undefined, context);
}

async function move(place: Place, named: StoreName | undefined, { env }: Context): Promise<CommandResult> {
  const { files, keys, kept, profile, line } = place;
  const back = `to bring it back: ${line('--undo')}`;
  const isBegun = kept !== undefined && (!keys || kept.id === keys.accessKeyId);
  if (isBegun && named && kept.store !== named) {
    throw configuration(`the access key of profile ${profile} is in ${stores[kept.store].title}`, back);
  }
  if (!keys)
    return {
      text: `the access key of profile ${profile} is in ${stores[kept?.store ?? 'pass'].title} already\n  ${back}\n`,
    };
  const id = keys.accessKeyId;
  const profiles = movable(files, keys, profile);
  const names = profiles.map(word).join(', ');
  const [config, credentials] = [files.config.path, files.credentials.path].map((file) => tildePath(file, env));
  const about = [
    `${credentials} loses ${id} and its secret`,
    `${config} gets a line that reads it: credential_process, for ${names}`,
  ];
  const wanted = named ?? (isBegun ? kept.store : await chooseStore(about, place, env));
  const store = checkedStore(wanted, place, env);
  await putInStore(store, keys, profiles, files, env);
  const now = `the access key ${id} is in ${stores[store].title} now, and no longer in the AWS files`;
  return { text: `${now}\n  ${config} says how it is read: ${readerOf(store, id)}\n  ${back}\n` };
}

async function undo({ files, keys, source, kept, profile, line }: Place, context: Context): Promise<CommandResult> {
  if (!kept || (keys && keys.accessKeyId !== kept.id)) {
    throw configuration(`the access key of profile ${profile} is in no store`, `to move it into one: ${line()}`);
  }
  const { store, id } = kept;
  const { env } = context;
  const pair = await (await openKeys(source, context)).pair();
  const { profiles, isGone } = await moveBack(store, pair, profile, files, env);
  const file = tildePath(files.credentials.path, env);
  const left = isGone
    ? ''
    : `  ${stores[store].title} still holds it; to delete it there: ${lines[store].remove(id)}\n`;
  return { text: `the access key ${id} is in ${file} again, for ${profiles.map(word).join(', ')}\n${left}` };
}
