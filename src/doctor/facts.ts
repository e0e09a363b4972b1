import type { AwsFile } from '../aws/files/read.ts';
import type { ShellName } from '../shell/dialects.ts';
import type { Environment } from '../shell/env-diff.ts';

/** All that the checks look at, gathered once. What they say of it depends on nothing else. */
export interface Facts {
  env: Environment;
  /** Milliseconds since 1970. */
  now: number;
  shell: ShellName;
  /** The profile of `-p`. */
  profile?: string | undefined;
  files: { config: FileFacts; credentials: FileFacts };
  /** What came of one unsigned request to STS. */
  sts: StsFacts;
  /** What AWS says of the long-term key that counts. */
  key: KeyFacts;
  /** What STS says of the session in this shell. */
  session: SessionFacts;
  cache: CacheFacts;
  /** Programs that a setting of the files names first in its command, and that cannot be run. */
  missingPrograms: readonly string[];
  /** The files that the calling shell reads when it starts; none for a shell that has no functions of ours. */
  startUpFiles: readonly StartUpFile[];
  /** The different `mfa-env` on PATH, the one that runs by its name first. */
  programs: Program[];
  platform: NodeJS.Platform;
  /** As in `20.19.0`. */
  node: string;
  /** This program's own. */
  version: string;
}

export interface FileFacts extends AwsFile {
  /** Whether it starts with a byte order mark. */
  hasMark: boolean;
  exists: boolean;
  /** Permission bits. */
  mode: number;
  /** Why it cannot be read. */
  problem?: { message: string; advice: string };
}

export type StsFacts =
  | {
      answered: true;
      /** Seconds that our clock is ahead of STS's. */
      ahead: number;
    }
  | {
      answered: false;
      message: string;
      advice: string;
      /** Whether something that the user has set is in the way, and not just the network. */
      byChoice: boolean;
    };

export type KeyFacts = KnownKey | RefusedKey | UnknownKey;

/** A key that AWS takes. */
export interface KnownKey {
  /** The profile that holds it; '' for the environment. */
  owner: string;
  /** Of the user. */
  arn: string;
  /** The MFA device that somebody named. */
  device?: NamedDevice | undefined;
  /** The device of `default`, which is of another account than the key. */
  foreignDefault?: string | undefined;
  /** All that the user has; undefined where IAM does not tell. */
  devices?: readonly string[] | undefined;
  /** Devices that have started a session with this key before. */
  proven: readonly string[];
  /** Whether the profile takes a role: some of those ask for no code. */
  hasRole: boolean;
  /** The region that does not know the key, although another one does. */
  offIn?: string | undefined;
  unknown?: undefined;
}

export interface NamedDevice {
  /** Its serial number or ARN; undefined where what is named can be none, which another check tells. */
  serial: string | undefined;
  /** What names it: AWS_MFA_SERIAL, a profile, or only the cache, which remembers what was found before. */
  from: 'variable' | 'cache' | { profile: string };
}

export interface RefusedKey {
  owner: string;
  refused: 'unknown-key' | 'wrong-secret';
  unknown?: undefined;
}

export interface UnknownKey {
  /** Why nothing is known. */
  unknown: string;
  /** Whether the profile leads to no long-term key. */
  isMissing?: boolean;
}

export type SessionFacts =
  | {
      /** `none`: there is none in the environment, or one that is no session or is over by its own words. */
      state: 'none' | 'taken' | 'refused';
    }
  | {
      state: 'unknown';
      /** Why nothing is known. */
      reason: string;
    };

/** Where sessions are kept. */
export interface CacheFacts {
  /** '' where no home folder is known. */
  folder: string;
  /** Why the folder is not trusted. */
  problem?: string | undefined;
  /** The folder itself, or else the nearest of those above it that is there. */
  nearest: { path: string; kind: 'folder' | 'link' | 'other'; uid: number; mode: number; writable: boolean };
  /** How many files in it belong to other users. */
  foreignFiles: number;
  /** The number of this user. */
  uid: number;
  /** The home folder. */
  home: string;
}

export interface StartUpFile {
  path: string;
  /** Whether it loads the shell functions. */
  loads: boolean;
}

export interface Program {
  path: string;
  /** Where its symlinks lead. */
  target: string;
}
