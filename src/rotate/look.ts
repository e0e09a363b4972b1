import { readAwsFiles } from '../aws/files/read.ts';
import { keyIdOf } from '../aws/long-term-keys.ts';
import type { Options } from '../cli/options.ts';
import { profileWords, toType } from '../cli/to-type.ts';
import type { Context } from '../context.ts';
import { configuration, usage } from '../errors.ts';
import { chooseProfile, resolveConfig, sessionRequest } from '../session/resolve.ts';
import { awsFilePaths } from '../system/paths.ts';
import { word } from '../text/quote.ts';
import { noRotation } from './errors.ts';
import type { Local } from './guide.ts';
import { awsFilesPlace, placesAsOne } from './place.ts';
import { findRotation, recordFolder } from './record.ts';
import type { Wanted } from './steps.ts';
import { storesPlace } from './stores-place.ts';

/** Reads how far a rotation is, without a call. @throws Failure where neither a file nor a store has the key */
export async function look(options: Options, isProfileWord: boolean | undefined, outer: Context): Promise<Local> {
  const wanted = wantedBy(options);
  const request = sessionRequest(undefined, options, isProfileWord);
  const read = await readAwsFiles(awsFilePaths(outer.env), outer.watchSignals);
  const { selection, isPicked } = await chooseProfile(request, read, outer);
  const { source, chain, name } = selection;
  if (source.from === 'environment') {
    throw configuration(
      'the key is in the environment, and rotate changes keys in files only',
      `name a profile: ${toType(outer.env)('rotate', 'PROFILE')}`,
    );
  }
  if (keyIdOf(source) === undefined) {
    throw configuration(
      `the key of profile ${name} comes from credential_process, which gives keys and takes none`,
      `make a new one, and put it where that command finds it: aws iam create-access-key --profile ${word(name)}`,
    );
  }
  const resolved = await resolveConfig({ ...request, profile: name, isProfileWord: false }, outer);
  const named = options.profile ?? (isPicked ? name : undefined);
  const words = ['rotate', ...(named === undefined ? [] : profileWords(named))];
  const folder = recordFolder(resolved.files.credentials.path);
  const kept = findRotation(folder, resolved.keys.accessKeyId);
  const owner = chain.at(-1)?.name ?? name;
  const line: Local['line'] = (...more) => toType(outer.env)(...words, ...more);
  if (wanted !== 'rotate' && !kept) throw noRotation(owner, line());
  return {
    wanted,
    context: outer,
    resolved,
    owner,
    line,
    place: placesAsOne(awsFilesPlace(outer), storesPlace(outer)),
    folder,
    kept,
  };
}

/** @throws Failure (usage) for two wishes at once */
function wantedBy({ undo, finish }: Options): Wanted {
  if (undo && finish) throw usage('--undo and --finish cannot be used together', 'remove one of them');
  return undo ? 'undo' : finish ? 'finish' : 'rotate';
}
