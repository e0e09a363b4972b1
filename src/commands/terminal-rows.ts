import type { CachedSession } from '../cache/list-entries.ts';
import { liveShells } from '../cache/list-shells.ts';
import { shellNamed } from '../shell/detect.ts';
import type { Environment } from '../shell/env-diff.ts';
import { processFacts } from '../system/process-facts.ts';

/** A shell that has a session. */
export interface TerminalView {
  /** Whether it is the one that called. */
  here: boolean;
  pid: number;
  /** As in pts/3; '' where there is none or the system does not tell. */
  terminal: string;
  /** Its program's name; '' where the system does not tell. */
  shell: string;
  /** '' where the keys came from the environment. */
  profile: string;
  account: string | undefined;
  /** Unix seconds. */
  expires: number;
}

/**
 * Which terminal has what (C1): first this shell, which is told by its environment, then those that noted it.
 * @param accountOf the account of a cached session
 */
export async function viewTerminals(
  folder: string,
  env: Environment,
  sessions: readonly CachedSession[],
  accountOf: (kept: CachedSession) => string | undefined,
): Promise<TerminalView[]> {
  const pid = process.ppid;
  const noted = await liveShells(folder);
  const { terminal = '', program: shell = '' } = (await processFacts([pid])).get(pid) ?? {};
  const others = noted
    .filter(({ facts }) => !facts || shellNamed(facts.program)) // a program that reads the code is no terminal
    // Behind a pipe or a script, the shell that called is not the one that noted its session at this terminal.
    .filter((one) => one.pid !== pid && !(terminal && one.facts?.terminal === terminal))
    .map(({ facts, ...note }) => ({
      ...note,
      here: false,
      terminal: facts?.terminal ?? '',
      shell: facts?.program ?? '',
    }))
    .sort((a, b) => a.terminal.localeCompare(b.terminal, 'en', { numeric: true }) || a.pid - b.pid);
  const expires = Number(env.MFA_ENV_EXPIRES);
  if (!env.MFA_ENV_EXPIRES || !Number.isFinite(expires)) return others;
  const kept = sessions.find(({ session }) => session.accessKeyId === env.AWS_ACCESS_KEY_ID);
  const account = kept
    ? accountOf(kept)
    : noted.find((one) => one.expires === expires && one.profile === env.MFA_ENV_PROFILE)?.account;
  return [{ here: true, pid, terminal, shell, profile: env.MFA_ENV_PROFILE ?? '', account, expires }, ...others];
}
