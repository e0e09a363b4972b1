import { keyLines, serial } from '../command/run.ts';

/** Config files of alice's. */
const own = `[default]\nregion = eu-central-1\nmfa_serial = ${serial}\n`;

export const account = 'arn:aws:iam::111122223333';

/** Profile `r` with these lines, beside alice's own. */
export const withProfile = (...lines: string[]): string => `${own}[profile r]\n${lines.join('\n')}\n`;

export const roleProfile = `${own}[profile admin]\nrole_arn = ${account}:role/admin\nsource_profile = default\n`;

export const longRole = `${roleProfile}duration_seconds = 7200\nrole_session_name = me\n`;

export const chainedRoles = `${roleProfile}[profile chained]\nrole_arn = ${account}:role/chained\nsource_profile = admin\nregion = eu-west-1\n`;

/** Profile `p`, whose keys a command prints. */
export const process = (command: string): string =>
  `${own}[profile p]\nmfa_serial = ${serial}\ncredential_process = ${command}\n`;

/** alice's keys, and more. */
export const keysAnd = (text: string): string => `[default]\n${keyLines}${text}`;
