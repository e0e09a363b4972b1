import { readAwsFiles } from '../aws/files/read.ts';
import { configHeader, refuseKeys, writeKeys } from '../aws/files/write-profile.ts';
import type { StoreName } from '../aws/long-term-keys.ts';
import type { KeyPair } from '../aws/profile.ts';
import { isFailure } from '../errors.ts';
import { stores } from '../keep/store-names.ts';
import { awsFilePaths, tildePath } from '../system/paths.ts';
import type { Choice } from '../terminal/questions.ts';
import { stoppable } from './enrol/stop.ts';
import type { Change, Guide } from './guide.ts';
import { nameProblem, withProfile } from './profile.ts';
import { isBlank, namedByVariable } from './state.ts';

/** Where a key can be kept. */
interface KeyPlace extends Choice {
  /** What will change, in lines. @param profile undefined where it has no name yet */
  gets: (profile?: string) => string[];
  /** @throws Failure (configuration); the profile then has no key */
  save: (profile: string) => Promise<void>;
  /** What was done. */
  saved: string;
  stands: string;
}

/** Asks where a key is to be kept, and for which profile, and saves it there. @throws Failure (configuration) */
export async function saveKey(guide: Guide, keys: KeyPair): Promise<Change> {
  const { ask, changed, context } = guide;
  const file = inFile(guide, keys);
  const others = guide.isAsked ? await inStores(guide, keys) : [];
  const hasChoice = others.length > 0;
  for (;;) {
    const place = hasChoice ? await choosePlace(guide, [file, ...others]) : file;
    guide.files = await readAwsFiles(awsFilePaths(context.env), context.watchSignals); // somebody may have changed them
    const profile = await nameFor(guide, place);
    const { problem, stop } = await saved(place, profile);
    if (!problem) changed.push(place.stands);
    stop.throwIfAborted();
    if (!problem) {
      ask.done(place.saved);
      guide.keys = keys;
      return { ...(await withProfile(guide, profile)), isKnown: true };
    }
    if (!hasChoice || !isFailure(problem)) throw problem;
    ask.wrong(`${problem.message}. The key is not saved yet; once more:`);
  }
}

/** A signal waits until the key is saved, or taken out again. @returns what went wrong, and what tells of the signal */
const saved = (place: KeyPlace, profile: string): Promise<{ problem?: unknown; stop: AbortSignal }> =>
  stoppable((stop) =>
    place.save(profile).then(
      () => ({ stop }),
      (problem: unknown) => ({ problem, stop }),
    ),
  );

async function choosePlace({ ask }: Guide, places: [KeyPlace, ...KeyPlace[]]): Promise<KeyPlace> {
  return places[await ask.choose('Where do you want to keep the access key?', places)] ?? places[0];
}

function inFile({ files, context }: Guide, keys: KeyPair): KeyPlace {
  const { path } = files.credentials;
  const where = tildePath(path, context.env);
  const own = `${where}, readable for you alone`;
  return {
    label: own,
    hint: 'works everywhere',
    gets: (profile) => [
      profile === undefined
        ? `${where} gets ${keys.accessKeyId} and the secret, under that name`
        : `${where} gets [${profile}], ${keys.accessKeyId} and the secret`,
    ],
    save: (profile) => writeKeys(path, profile, keys),
    saved: `Saved in ${own}`,
    stands: `the key is in ${where}`,
  };
}

/** The stores of `keep` that can be used now (C9.2). */
async function inStores(guide: Guide, keys: KeyPair): Promise<KeyPlace[]> {
  const { env } = guide.context;
  const { isStorable, readerOf, usableStores } = await import('../keep/stores.ts');
  const { putInStore } = await import('../keep/move.ts');
  const config = tildePath(guide.files.config.path, env);
  const place = (store: StoreName): KeyPlace => {
    const { title } = stores[store];
    return {
      label: `${title}, encrypted`,
      hint: 'AWS tools read it there',
      gets: (profile) => {
        const where =
          profile === undefined ? 'under that name' : `in [${configHeader(guide.files.config.text, profile)}]`;
        return [
          `${title} gets ${keys.accessKeyId} and the secret; ${config} gets, ${where}:`,
          `credential_process = ${readerOf(store, keys.accessKeyId)}`,
        ];
      },
      save: (profile) => putInStore(store, keys, [profile], guide.files, env),
      saved: `Saved in ${title}; ${config} says how it is read`,
      stands: `the key is in ${title}`,
    };
  };
  return isStorable(keys) ? (await usableStores(env)).map(place) : [];
}

async function nameFor({ ask, files, state, caller, context }: Guide, place: KeyPlace): Promise<string> {
  const problem = (name: string): string | undefined => nameProblem(name) ?? keyProblem(files, name);
  const { profile } = state;
  if (profile !== undefined && !keyProblem(files, profile)) {
    if (await ask.confirm([`Save it as profile ${profile}?`, ...place.gets(profile)])) return profile;
  }
  const free = ['default', namedByVariable(context.env), caller?.alias, caller?.account].find(
    (name) => name && name !== profile && !problem(name),
  );
  return await ask.text(['Save it as which profile?', ...place.gets()], free, problem);
}

function keyProblem(files: Guide['files'], name: string): string | undefined {
  try {
    refuseKeys(files.credentials, name);
  } catch (error) {
    return (error as Error).message;
  }
  return isBlank(files, name) ? undefined : `profile ${name} gets its credentials in another way`;
}
