import type { AwsFile } from '../aws/files.ts';
import type { ShellName } from '../shell/dialects.ts';
import type { Environment } from '../shell/environment.ts';

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
  /** What AWS says of the long-lived key that counts. */
  key: KeyFacts;
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
      /** Whether something that the user has set is in the way: no wire that is unplugged. */
      byChoice: boolean;
    };

export type KeyFacts =
  | {
      /** The profile that holds it; '' for the environment. */
      owner: string;
      /** Of the user. */
      arn: string;
      /** The MFA device that goes with it, where one is named. */
      device: string | undefined;
      /** All that the user has; undefined where IAM does not tell. */
      devices?: string[] | undefined;
      unknown?: undefined;
    }
  | { owner: string; refused: 'unknown-key' | 'wrong-secret'; unknown?: undefined }
  | {
      /** Why nothing is known. */
      unknown: string;
    };

export interface Program {
  path: string;
  /** Where its symlinks lead. */
  target: string;
}
