/** What `setup` does, in this order; it leaves out what is there. */
export type Step = 'sso' | 'start-up' | 'profile' | 'key' | 'user' | 'region' | 'device' | 'session' | 'extras';

/** How far the set-up is. It is read from files, environment and AWS, so that a set-up that was stopped goes on. */
export interface State {
  profile: string | undefined;
  /** The profiles that have a key, or a command that gives one. */
  withKey: readonly string[];
  /** Profiles that sign in with SSO, where no profile has a key; none once the user wants a key all the same. */
  sso: readonly string[];
  /** Whether new terminals load the functions. `left`: the user said no, or the shell has none. */
  startUp: 'there' | 'missing' | 'left';
  hasKey: boolean;
  /** Whether AWS has said whose key it is. */
  isKnown: boolean;
  hasRegion: boolean;
  /** `configured`: named in the files, and not compared with the user's list. */
  device: 'missing' | 'configured' | 'there';
  /** `left`: it was not wanted, or nobody can give a code. */
  session: 'there' | 'missing' | 'left';
  /** What start-up files can have besides the functions: to be offered, or done. */
  extras: 'open' | 'done';
  /** SSO is all that the user needs. */
  ended?: boolean;
}

/** The next step; undefined where all is there. */
export function nextStep(state: State): Step | undefined {
  if (state.ended) return undefined;
  if (state.sso.length > 0 && state.profile === undefined) return 'sso';
  if (state.startUp === 'missing') return 'start-up';
  if (state.profile === undefined && state.withKey.length > 0) return 'profile';
  if (!state.hasKey) return 'key';
  if (!state.isKnown) return 'user';
  if (!state.hasRegion) return 'region';
  if (state.device !== 'there') return 'device';
  if (state.session === 'missing') return 'session';
  return state.extras === 'open' ? 'extras' : undefined;
}

/** What is missing as far as this machine tells, in words. */
export function missing(state: State): string[] {
  const parts: [boolean, string][] = [
    [state.startUp === 'missing', 'the line in the start-up file'],
    [state.profile === undefined && state.withKey.length > 0, 'which profile'],
    [!state.hasKey && state.withKey.length === 0, 'an access key'],
    [!state.hasRegion, 'a region'],
    [state.device === 'missing', 'an MFA device'],
    [state.session === 'missing', 'a first session'],
  ];
  return parts.flatMap(([isMissing, name]) => (isMissing ? [name] : []));
}
