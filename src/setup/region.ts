import { excerpts } from '../aws/files/excerpt.ts';
import { configHeader, writeSettings } from '../aws/files/write-profile.ts';
import { profileNames, readProfile } from '../aws/profile.ts';
import { checkedRegion, firstRegion } from '../aws/region.ts';
import { tildePath } from '../system/paths.ts';
import type { Change, Guide } from './guide.ts';
import { withProfile } from './profile.ts';

/** Asks for a region, and writes it into the profile. */
export async function addRegion(guide: Guide): Promise<Change> {
  const { ask, files, context, state, caller } = guide;
  const { profile = 'default' } = state;
  const where = tildePath(files.config.path, context.env);
  const header = configHeader(files.config.text, profile);
  const answer = await ask.text(
    ['Which region do you work in?', `${where} gets, in [${header}]: region = …`],
    usualRegion(guide) ?? firstRegion('', caller?.arn),
    regionProblem,
  );
  const region = checkedRegion(answer) ?? answer;
  await writeSettings(files.config, profile, { region });
  guide.changed.push(`region = ${region} stands in ${where}`);
  return { ...(await withProfile(guide, profile)), hasRegion: true };
}

/** That of `default`, else of the first profile that has one. */
function usualRegion({ files }: Guide): string | undefined {
  const excerptFor = excerpts(files);
  const names = ['default', ...profileNames(files)];
  return names
    .map((name) => readProfile(excerptFor(name), name)?.settings.region)
    .find((region) => region && !regionProblem(region));
}

function regionProblem(typed: string): string | undefined {
  try {
    checkedRegion(typed);
    return undefined;
  } catch {
    return 'a region looks like eu-west-1';
  }
}
