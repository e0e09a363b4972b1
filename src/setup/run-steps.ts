import { plainly, profileWords } from '../cli/to-type.ts';
import { exitStatus, Failure, interrupted, isFailure, refused, textOf } from '../errors.ts';
import type { Environment } from '../shell/env-diff.ts';
import { failureText } from '../text/colors.ts';
import { oneLine } from '../text/format.ts';
import { addDevice } from './device.ts';
import { startSession } from './first-session.ts';
import type { Change, Guide } from './guide.ts';
import { addKey } from './key.ts';
import { addStartUp, offerExtras } from './new-terminals.ts';
import { askProfile, tellSso } from './profile.ts';
import { addRegion } from './region.ts';
import { nextStep, type Step } from './steps.ts';
import { askUser } from './user.ts';

const effects: Record<Step, (guide: Guide) => Promise<Change>> = {
  sso: tellSso,
  'start-up': addStartUp,
  profile: askProfile,
  key: addKey,
  user: askUser,
  region: addRegion,
  device: addDevice,
  session: startSession,
  extras: offerExtras,
};

/** Takes one step after the other, until nothing is missing. @throws Failure */
export async function runSteps(guide: Guide): Promise<void> {
  for (let step = nextStep(guide.state); step; step = nextStep(guide.state)) {
    Object.assign(guide.state, await effects[step](guide));
  }
}

/** The person stopped setup. @param advice '' where what was done is told */
export const stopped = (advice = 'nothing was changed'): Failure =>
  new Failure(exitStatus.interrupted, 'stopped', advice);

/** Waits for the steps, or for Ctrl-C between two questions. @throws what the steps throw; Failure (130) */
export async function untilStopped(steps: Promise<void>): Promise<void> {
  let stop = (): void => {};
  const bySignal = new Promise<never>((_, reject) => {
    stop = () => {
      // While a device is enrolled, a signal waits for that to end well (enrol/stop.ts).
      if (process.listenerCount('SIGINT') <= OUR_LISTENERS) reject(stopped());
    };
  });
  process.on('SIGINT', stop);
  try {
    await Promise.race([steps, bySignal]);
  } finally {
    process.off('SIGINT', stop);
  }
}

/** This listener, and that of `watchSignals`. */
const OUR_LISTENERS = 2;

/** For stderr: what went wrong, what was done until then, and the line that goes on. @throws what is no Failure */
export function asFarAs(error: unknown, guide: Guide, env: Environment): { note: string; status: number } {
  if (!isFailure(error) && !isOfOurFiles(error)) throw error;
  const failure = isFailure(error) ? error : ownFilesGone(error);
  const { status, message } = failure;
  const { changed } = guide;
  const isStop = [stopped().message, interrupted().message].includes(message);
  const shown = isStop ? stopped(changed.length > 0 ? '' : undefined) : failure;
  const goesOn = shown.advice.includes('mfa-env setup');
  const lines = [
    ...(changed.length > 0 ? ['done so far:', ...changed.map((one) => `  ${one}`)] : []),
    goesOn ? shown.advice : `to go on: ${againLine(guide)}`, // the line to type comes last
  ];
  const { message: what, cause } = shown;
  const head = goesOn ? new Failure(status, what, '', cause) : shown;
  return { note: failureText(head, env) + lines.map((line) => `  ${oneLine(line)}\n`).join(''), status };
}

/** As while npm installs another version. */
const isOfOurFiles = (error: unknown): boolean =>
  /^(?:ENOENT|MODULE_NOT_FOUND)$/.test(textOf(error, 'code')) && textOf(error, 'message').includes(__dirname);

export const ownFilesGone = (cause: unknown): Failure =>
  refused('files of mfa-env itself are gone', 'install it again: npm install -g mfa-env', cause);

const againLine = ({ state: { profile }, isAsked }: Guide): string =>
  plainly('setup', ...(isAsked ? [] : ['--yes']), ...(profile === undefined ? [] : profileWords(profile)));
