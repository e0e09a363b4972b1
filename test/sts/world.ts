/** An access key of a user or of an account's root. */
export type AccessKey = { id: string; secret: string; active: boolean };

/**
 * An MFA device. A FIDO device has a `:u2f/` serial and no seed, so no code ever fits it.
 * `lastStep` is the time step of the last code that was accepted: codes of that step and of older ones are refused.
 */
export type Device = { serial: string; seed?: string; enabled: boolean; enabledAt: string; lastStep: number };

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
  /** A policy of another kind refuses each call: AWS's words for it, as in `with an explicit deny in a …`. */
  denied?: string;
  /** In seconds, 3600 to 43200. */
  maxSessionDuration: number;
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
  root?: Root;
  /** Regions in which the account has switched STS off. */
  regionsOff?: string[];
  /** Regions that the account has not enabled: there nobody knows its keys (aws/aws-sdk-java#2313). */
  regionsNotEnabled?: string[];
};

/** Everything that the server knows. Tests may change it at any time. */
export type World = {
  accounts: Account[];
  /** How many time steps a code may be early or late. AWS does not say; 1 is an assumption. */
  drift: number;
  /** How many MFA devices one page of ListMFADevices holds when the caller does not say. */
  pageSize: number;
};
