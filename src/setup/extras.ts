import { selectedName } from '../aws/select-profile.ts';
import { onlyProfile } from '../aws/startable.ts';
import { beforeSession } from '../shell/env-diff.ts';
import type { Extras, FunctionsOptions } from '../shell/functions-text.ts';
import { tildePath } from '../system/paths.ts';
import { programFile } from '../system/run-command.ts';
import { isPlain } from '../text/quote.ts';
import type { Change, Guide } from './guide.ts';
import { planStartUp } from './start-up/plan.ts';
import { apply } from './start-up-step.ts';

interface Offer {
  label: string;
  hint: string;
  /** Whether Enter takes it. */
  isUsual: boolean;
  option: Partial<FunctionsOptions>;
}

/** Offers what new terminals can have besides the functions. Nothing is offered a second time. */
export async function offerExtras(guide: Guide): Promise<Change> {
  const { ask, context, startUp, state } = guide;
  const { plan } = startUp;
  const { functions } = plan;
  if (state.startUp !== 'there' || !functions || wasAnswered(functions)) return { extras: 'done' };
  const offers = offersFor(guide);
  const marked = await ask.chooseSome(
    ['What else should new terminals have?', `${tildePath(functions.path, context.env)} gets what is marked`],
    offers,
    offers.flatMap(({ isUsual }, at) => (isUsual ? [at] : [])),
  );
  const taken = marked.flatMap((at) => offers[at]?.option ?? []);
  const wanted: Partial<FunctionsOptions> =
    taken.length > 0 ? Object.assign({}, ...taken) : { isDeclined: guide.isAsked };
  apply(guide, planStartUp(plan.shell, context.env, wanted), 'the rest of new terminals is chosen');
  return { extras: 'done' };
}

const wasAnswered = ({ auto, wrap, prompt, profile, isDeclined }: FunctionsOptions): boolean =>
  auto || wrap !== undefined || prompt === true || profile !== undefined || isDeclined === true;

function offersFor({ context: { env }, files, state }: Guide): Offer[] {
  const { profile = 'default' } = state;
  const offers: Offer[] = [];
  // starship shows the time left by itself.
  if (!env.STARSHIP_SHELL) {
    const option: Extras = { prompt: true };
    offers.push({ label: 'The time left in the prompt', hint: `${profile} 7h32m`, isUsual: true, option });
  }
  const isUsual = selectedName(undefined, beforeSession(env)) === profile || onlyProfile(files, env) === profile;
  if (!isUsual && isPlain(profile)) {
    const hint = `AWS_DEFAULT_PROFILE=${profile}`;
    offers.push({ label: `authaws alone means ${profile}`, hint, isUsual: true, option: { profile } });
  }
  const hint = 'where one lives';
  offers.push({ label: 'The session, as soon as they open', hint, isUsual: false, option: { auto: true } });
  const wrap = ['aws', 'terraform'].filter((name) => programFile(name, env.PATH));
  if (wrap[0] === 'aws') {
    const label = `The question in front of ${wrap.join(' and ')}`;
    offers.push({ label, hint: 'where the session is over', isUsual: false, option: { wrap } });
  }
  return offers;
}
