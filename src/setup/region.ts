import { errorKind } from '../aws/error-kind.ts';
import { configHeader, writeSettings } from '../aws/files/write-profile.ts';
import { excerpts, profileNames, readProfile } from '../aws/profile.ts';
import { checkedRegion, firstRegion, mayBeOff } from '../aws/region.ts';
import { configuration, failureIn } from '../errors.ts';
import { openAwsCalls } from '../session/aws-calls.ts';
import { resolveConfig, sessionRequest } from '../session/resolve.ts';
import { tildePath } from '../system/paths.ts';
import type { Change, Guide } from './guide.ts';
import { withProfile } from './profile.ts';

export async function addRegion(guide: Guide): Promise<Change> {
  const { ask, files, context, state, caller } = guide;
  const { profile = 'default' } = state;
  const where = tildePath(files.config.path, context.env);
  const header = configHeader(files.config.text, profile);
  const usual = usualRegion(guide) ?? firstRegion('', caller?.arn);
  let region: string;
  for (;;) {
    const question = ['Which region do you work in?', `[${header}] of ${where} gets region = …`];
    const answer = await ask.text(question, usual, regionProblem);
    region = checkedRegion(answer) ?? answer;
    const problem = await problemAtAws(region, guide);
    if (problem === undefined) break;
    if (!guide.isAsked)
      throw configuration(
        `the region ${region} ${problem}`,
        'put another into ~/.aws/config, then: mfa-env setup --yes',
      );
    ask.wrong(`The region ${region} ${problem}. Try another one:`);
  }
  await writeSettings(files.config, profile, { region });
  guide.changed.push(`${where} has region = ${region}`);
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

/** What speaks against a region. AWS is asked about those that an account may not have. @throws Failure */
async function problemAtAws(region: string, { context, state, caller }: Guide): Promise<string | undefined> {
  if (!mayBeOff(region, caller?.arn)) return undefined;
  const { profile = 'default' } = state;
  const resolved = await resolveConfig(sessionRequest({ profile, region }), context);
  const calls = await openAwsCalls(resolved, context);
  try {
    await calls.caller();
    return undefined;
  } catch (error) {
    const kind = errorKind(error);
    // This is also what AWS says of a key that it knows elsewhere (docs/aws.md).
    if (kind === 'unknown-key') return 'is not enabled in your account';
    if (kind === 'no-host') return 'cannot be found';
    throw await calls.explain(error);
  }
}

const regionProblem = (typed: string): string | undefined => failureIn(() => checkedRegion(typed))?.advice;
