import { accountOf } from '../aws/device.ts';
import type { Context } from '../context.ts';
import { isMarked } from '../store/marker.ts';
import type { Session } from '../store/session.ts';
import type { User } from '../store/user.ts';
import { lookUp, nothingKept, rememberedUser } from './progress.ts';
import type { Setting } from './setting.ts';

/** What a command gets to give on. */
export interface Outcome {
  session: Session;
  /** Whether STS was asked for it just now. */
  fresh: boolean;
  /** '' where the keys came from the environment. */
  profile: string;
  /** What the profile or `--region` names. */
  region: string | undefined;
  account: string | undefined;
}

/**
 * The whole story, once the setting is known: device → plan → cache, and only then code → STS → cache.
 * @throws Failure
 */
export async function getSession(setting: Setting, context: Context): Promise<Outcome> {
  const progress = setting.wanted.refresh ? nothingKept(setting) : lookUp(setting, context);
  const { session, left, device } = progress;
  const about = { profile: setting.choice.name, region: setting.shellRegion };
  if (session && device !== undefined && left.length === 0) {
    await announceAgain(setting, session);
    return { ...about, session, fresh: false, account: account(setting, device, () => rememberedUser(setting)) };
  }
  context.guard();
  const { renew } = await import('./renew.ts');
  const renewed = await renew(setting, progress, context);
  return { ...about, ...renewed, account: account(setting, renewed.device, () => renewed.user) };
}

/** Another profile may have got this session: new terminals of this one have not heard of it. */
async function announceAgain(setting: Setting, session: Session): Promise<void> {
  const { cache, choice } = setting;
  if (cache === undefined || isMarked(cache, choice.name, session.expires)) return;
  const { announce } = await import('./announce.ts');
  announce(setting, session, 0);
}

/** The account that the session works in: the role's, else the device's, which is the user's. */
const account = ({ choice }: Setting, device: string, user: () => User): string | undefined =>
  accountOf(choice.roles.at(-1)?.arn ?? device) ?? user().account;
