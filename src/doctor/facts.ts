import type { AwsFile } from '../aws/files/read.ts';
import type { StoreName } from '../aws/long-term-keys.ts';
import type { ShellName } from '../shell/dialects.ts';
import type { Environment } from '../shell/env-diff.ts';

export interface Facts {
  env: Environment;
  /** Milliseconds since 1970. */
  now: number;
  shell: ShellName;
  profile?: string | undefined;
  files: { config: FileFacts; credentials: FileFacts };
  /** The result of one unsigned request to STS. */
  sts: StsFacts;
  /** What AWS says about the long-term key of the selected profile. */
  key: KeyFacts;
  session: SessionFacts;
  cache: CacheFacts;
  /** Programs that the files name in a command setting and that cannot be run. */
  missingPrograms: readonly string[];
  /** The stores that `keep` could move a key into. */
  stores: readonly StoreName[];
  /** The files that the calling shell reads when it starts; empty for a shell that mfa-env has no functions for. */
  startUpFiles: readonly StartUpFile[];
  /** The different `mfa-env` programs on PATH, in the order of PATH. */
  programs: Program[];
  platform: NodeJS.Platform;
  node: string;
  version: string;
}

export interface FileFacts extends AwsFile {
  hasByteOrderMark: boolean;
  exists: boolean;
  mode: number;
  problem?: { message: string; advice: string };
}

export type StsFacts =
  | {
      answered: true;
      /** How far the clock of this machine is ahead of STS's; negative where it is behind. */
      aheadSeconds: number;
    }
  | {
      answered: false;
      message: string;
      advice: string;
      /** Whether a setting of the user may be the cause (endpoint, proxy, CA bundle), not just the network. */
      isConfigured: boolean;
    };

export type KeyFacts = KnownKey | RefusedKey | UnknownKey;

export interface KnownKey {
  /** The profile that holds the key; '' for the environment. */
  owner: string;
  arn: string;
  /** The configured or remembered MFA device. */
  device?: NamedDevice | undefined;
  /** Serial of the device of `default`, where it belongs to another account than the key. */
  foreignDefault?: string | undefined;
  /** Serials of all devices of the user; undefined where IAM does not list them. */
  devices?: readonly string[] | undefined;
  /** Serials of devices that have started a session with this key before. */
  provenDevices: readonly string[];
  /** Whether the profile assumes a role: some roles need no code. */
  hasRole: boolean;
  /** When AWS made the key: Unix seconds. Undefined where nobody has a session to ask with, or asked before. */
  created?: number | undefined;
  /** The region that does not know the key although another region does: it is not enabled. */
  disabledRegion?: string | undefined;
  unknown?: undefined;
}

export interface NamedDevice {
  /** Undefined where the setting is not a valid serial. The check `device` reports that. */
  serial: string | undefined;
  /** Where the serial comes from: AWS_MFA_SERIAL, the cache of devices that were found before, or a profile. */
  from: 'variable' | 'cache' | { profile: string };
}

interface RefusedKey {
  owner: string;
  refused: 'unknown-key' | 'wrong-secret';
  unknown?: undefined;
}

interface UnknownKey {
  unknown: string;
  isMissing?: boolean;
}

export type SessionFacts =
  | {
      /** `none`: the environment holds no session, half of one, or one that has expired. */
      state: 'none' | 'accepted' | 'refused';
    }
  | {
      state: 'unknown';
      reason: string;
    };

export interface CacheFacts {
  /** '' where the home folder is unknown. */
  folder: string;
  problem?: string | undefined;
  /** The folder itself, else its nearest ancestor that exists. */
  nearest: { path: string; kind: 'folder' | 'link' | 'other'; uid: number; mode: number; writable: boolean };
  foreignFiles: number;
  uid: number;
  home: string;
}

export interface StartUpFile {
  path: string;
  loads: boolean;
}

export interface Program {
  path: string;
  target: string;
}
