import { addDevice } from './device.ts';
import { offerExtras } from './extras.ts';
import { startSession } from './first-session.ts';
import type { Change, Guide } from './guide.ts';
import { addKey } from './key.ts';
import { chooseProfile } from './profile.ts';
import { addRegion } from './region.ts';
import { tellSso } from './sso.ts';
import { addStartUp } from './start-up-step.ts';
import { nextStep, type Step } from './steps.ts';
import { askUser } from './user.ts';

const effects: Record<Step, (guide: Guide) => Promise<Change>> = {
  sso: tellSso,
  'start-up': addStartUp,
  profile: chooseProfile,
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
