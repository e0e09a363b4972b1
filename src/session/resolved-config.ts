import type { Endpoint } from '../aws/endpoint.ts';
import type { AwsFiles } from '../aws/files/read.ts';
import type { Settings } from '../aws/files/sections.ts';
import type { LongTermKeys } from '../aws/long-term-keys.ts';
import type { Limits } from '../aws/role.ts';
import type { ProfileSelection } from '../aws/select-profile.ts';
import type { Cache } from '../cache/open.ts';

/** What the user asks for. Durations in seconds. */
export interface SessionRequest {
  /** A checked code, or `-` for one on stdin. */
  code?: string | undefined;
  profile?: string | undefined;
  /** The profile is a word, which may be a misspelt command. */
  isProfileWord?: boolean | undefined;
  serial?: string | undefined;
  region?: string | undefined;
  /** A role to assume after those of the profile, as it was typed: see `roleWord`. */
  roleArn?: string | undefined;
  /** What the session of the role may not do. */
  limits: Limits;
  /** Stands behind the profile's name where it has limits: see `limitOf`. */
  limit?: string | undefined;
  duration?: number | undefined;
  /** What a cached session must have left; undefined: see `takenAtOnce` (C4.4). */
  minTtl: number | undefined;
  /** Take no session from the cache: --refresh, or a code was given, which always starts a new session (C4.4). */
  refresh: boolean;
  /** Only take a session from the cache, and ask nobody. */
  cached: boolean;
  cache: boolean;
  /** A tool runs it as its credential_process (C2.12). */
  isForTool?: boolean | undefined;
}

/** What options, environment and AWS's files say together, before anybody is asked. */
export interface ResolvedConfig {
  request: SessionRequest;
  files: AwsFiles;
  selection: ProfileSelection;
  /** Somebody picked the profile from a list. */
  isPicked: boolean;
  /** The settings of the profile itself. */
  settings: Settings;
  keys: LongTermKeys;
  device: string | undefined;
  /** AWS refused the role without a code. */
  needsCode?: boolean;
  /** The region that AWS is asked in. */
  region: string;
  endpoint: Endpoint;
  /** The region that the shell gets: what the profile or `--region` names. */
  shellRegion: string | undefined;
  cache: Cache;
  /** The cache's key for what is known of the user. */
  userKey: string;
}
