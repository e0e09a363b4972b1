import { selectedName } from '../aws/select-profile.ts';
import { onlyProfile } from '../aws/startable.ts';
import { callingShell } from '../shell/detect.ts';
import { beforeSession, type Environment } from '../shell/env-diff.ts';
import type { FunctionsOptions } from '../shell/functions-text.ts';
import { tildePath } from '../system/paths.ts';
import { programFile } from '../system/run-command.ts';
import { isPlain } from '../text/quote.ts';
import type { Change, Guide, StartUp } from './guide.ts';
import { applyStartUp } from './start-up/apply.ts';
import { planStartUp, type StartUpPlan } from './start-up/plan.ts';

/** What loads the functions already. Only files are read. */
export function lookAtStartUp(env: Environment): StartUp {
  const plan = planStartUp(callingShell(env), env);
  const hasPlace = plan.shell !== 'posix' && plan.files.length > 0;
  return { plan, state: hasPlace ? (plan.isDone ? 'there' : 'missing') : 'left', byHand: [] };
}

/** Shows the line that loads the functions, and puts it into the start-up files. */
export async function addStartUp(guide: Guide): Promise<Change> {
  const { ask, startUp, context } = guide;
  const { plan } = startUp;
  const canLoad = plan.functions?.state !== 'cannot';
  const files = plan.files.filter(({ state }) => canLoad && /^(?:add|create|replace)$/.test(state));
  const names = listOf(files.map(({ path }) => tildePath(path, context.env)));
  if (files.length > 0) {
    const question = [
      `Load the command authaws in new ${plan.shell} terminals?`,
      `${names} ${files.length > 1 ? 'get' : 'gets'} this line:`,
      files[0]?.line ?? '',
    ];
    if (!(await ask.confirm(question))) return { startUp: 'left' };
  }
  const told = files.length > 0 ? `${names} ${files.length > 1 ? 'load' : 'loads'} authaws` : 'authaws is up to date';
  if (apply(guide, plan, told)) ask.done(told);
  const isLoaded = startUp.plan.files.some(({ state }) => state === 'done' || state === 'own line');
  return { startUp: isLoaded ? 'there' : 'left' };
}

/** Writes what a plan says, and tells what could not be written. @param done the change in words @returns whether all was */
function apply({ ask, changed, context, startUp }: Guide, plan: StartUpPlan, done: string): boolean {
  const applied = applyStartUp(plan, context.env);
  const failed = applied.filter(({ problem }) => problem !== undefined);
  for (const { path, problem, line } of failed) {
    if (startUp.byHand.some((told) => told.path === path)) continue; // each step that writes tries again
    ask.wrong(`${tildePath(path, context.env)} stays as it is: ${problem}`);
    if (line !== undefined) startUp.byHand.push({ path, line });
  }
  if (applied.length > failed.length) changed.push(done);
  startUp.plan = planStartUp(plan.shell, context.env);
  return failed.length === 0;
}

const listOf = (names: readonly string[]): string =>
  names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '');

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
    ['What else should new terminals do?', `The choice goes into ${tildePath(functions.path, context.env)}`],
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
    const hint = `${profile} 7h32m`;
    offers.push({ label: 'Show the time left in the prompt', hint, isUsual: true, option: { prompt: true } });
  }
  const isUsual = selectedName(undefined, beforeSession(env)) === profile || onlyProfile(files, env) === profile;
  if (!isUsual && isPlain(profile)) {
    const hint = `AWS_DEFAULT_PROFILE=${profile}`;
    offers.push({ label: `Let authaws alone mean ${profile}`, hint, isUsual: true, option: { profile } });
  }
  const hint = 'while it lasts';
  offers.push({ label: 'Take the session as they open', hint, isUsual: false, option: { auto: true } });
  const wrap = ['aws', 'terraform'].filter((name) => programFile(name, env.PATH));
  if (wrap[0] === 'aws') {
    const label = `Ask for a code before ${wrap.join(' and ')} run`;
    offers.push({ label, hint: 'once the session is over', isUsual: false, option: { wrap } });
  }
  return offers;
}
