import type { RoleRefusal } from './role-refusal.ts';

/** An access key of a user or of an account's root. */
export type AccessKey = {
  id: string;
  secret: string;
  active: boolean;
  createdAt?: string;
  /** In milliseconds since 1970: until then AWS does not know a new key everywhere. */
  knownFrom?: number;
  lastUsed?: { date: string; service: string; region: string };
};

/** What decides whether a device's codes are accepted. */
export type DeviceState = {
  enabled: boolean;
  /** By how many time steps AWS takes the device's clock to be ahead; it learns this when the device is enabled. */
  clockSteps?: number;
};

/** An MFA device. A FIDO device has a `:u2f/` serial and no seed, so no code ever fits it. */
export type Device = DeviceState & {
  serial: string;
  seed?: string;
  enabledAt: string;
  /** Time steps whose codes STS has accepted. They stay refused while they are in the window. */
  usedSteps?: number[];
  /** The time step of the second code of the last pair that IAM accepted. */
  lastPairStep?: number;
  /** The state that STS knows until it learns of the last change, and when that is, in milliseconds since 1970. */
  stsHas?: { until: number; state: DeviceState };
};

/** How often STS has checked codes of one device in one window of three minutes, counted since 1970. */
export type Tries = { window: number; count: number };

/** An IAM user. The booleans and `allowAssume` stand for the policies attached to it. */
export type User = {
  name: string;
  /** Begins and ends with `/`. */
  path: string;
  /** `AIDA` and 17 more characters. */
  id: string;
  createdAt: string;
  keys: AccessKey[];
  devices: Device[];
  /** AWS's example policy: everything but a few calls is denied unless `aws:MultiFactorAuthPresent` is true. */
  forceMfa: boolean;
  /** May list its own devices (`iam:ListMFADevices`). */
  mayListDevices: boolean;
  /** May read itself (`iam:GetUser`). */
  mayGetUser: boolean;
  /** Other actions of IAM that its policies do not allow, such as `CreateAccessKey`. */
  mayNot?: string[];
  /** Role ARNs that an identity policy lets it assume, or `*`. */
  allowAssume: string[];
};

/** An IAM role: its trust policy, and the conditions in it. */
export type Role = {
  name: string;
  /** Begins and ends with `/`. */
  path: string;
  /** `AROA` and 17 more characters. */
  id: string;
  /** Principals: an account id, an ARN of an account's root, a user, a role or a role session, or `*`. */
  trust: string[];
  /** `StringEquals sts:ExternalId`. */
  externalId?: string;
  /** Which operator tests `aws:MultiFactorAuthPresent` for `true`. */
  requireMfa?: 'Bool' | 'BoolIfExists';
  /** `NumericLessThan aws:MultiFactorAuthAge`, in seconds. */
  maxMfaAge?: number;
  /** In seconds, 3600 to 43200. */
  maxSessionDuration: number;
  /** Whether its trust policy and those of its callers allow sts:TagSession; yes, if not given. */
  mayTag?: boolean;
  /** Refuses everybody, with AWS's text for this policy. */
  refusal?: RoleRefusal;
  /** Role ARNs that the role's own policy lets it assume, or `*`. */
  allowAssume: string[];
};

/** The root of an account, when it has access keys. */
export type Root = { keys: AccessKey[]; devices: Device[] };

/** An AWS account. */
export type Account = {
  /** 12 digits. */
  id: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  partition: string;
  users: User[];
  roles: Role[];
  /** Its own managed policies, by name with path: `team/deploy`. */
  policies?: string[];
  root?: Root;
  /** The name that stands in for the id in the console's address. */
  alias?: string;
  /** Virtual MFA devices that no user has enabled. */
  unassigned?: Device[];
  /** Regions in which the account has disabled STS. */
  regionsOff?: string[];
  /** Opt-in regions that the account has not enabled: STS there does not know its keys. */
  regionsNotEnabled?: string[];
};

/** Everything that the server knows. Tests may change it at any time. */
export type World = {
  accounts: Account[];
  /** How many time steps a code may be early or late. */
  drift: number;
  /** By serial, so that a device with a new seed keeps its count. */
  tries: Record<string, Tries>;
  /** How long STS takes to learn that IAM has enabled, deactivated or resynchronized a device: 8 to 14 s at AWS. */
  deviceDelaySeconds: number;
  /** How long AWS takes to know a new access key: 5 to 15 s at AWS. */
  keyDelaySeconds: number;
  /** How many members one page of a list holds when the caller does not say. */
  pageSize: number;
};
