import type { CachedSession } from '../cache/list-entries.ts';
import { liveShells } from '../cache/list-shells.ts';
import { shellNamed } from '../shell/detect.ts';
import type { Environment } from '../shell/env-diff.ts';
import { processFacts } from '../system/process-facts.ts';

/** A shell that has a session. */
export interface TerminalView {
  /** Whether it is the calling shell. */
  here: boolean;
  pid: number;
  /** Such as pts/3; '' without one or where the system does not tell. */
  terminal: string;
  /** The name of its program; '' where the system does not tell. */
  shell: string;
  /** '' for the keys of the environment. */
  profile: string;
  account: string | undefined;
  /** Unix seconds. */
  expires: number;
}

/**
 * The sessions of all terminals (C1): first of this shell, from its environment, then of the others, from their notes.
 * @param accountOf gives the account of a cached session
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
    .filter(({ facts }) => !facts || shellNamed(facts.program)) // other programs can read the code, too
    // In a pipe or a script, the calling shell differs from the one that noted its session at this terminal.
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
