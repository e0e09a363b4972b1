import { showDuration } from '../../text/duration.ts';
import { type Check, findings } from '../finding.ts';

/** Whether STS can be reached. A machine that is offline is no fault of the set-up. */
export const endpoint: Check = ({ sts }) => {
  if (sts.answered) return [];
  const { error, warning } = findings('endpoint');
  return [(sts.byChoice ? error : warning)(sts.message, sts.advice)];
};

/**
 * Seconds: beyond the first a code made on this machine is of another half minute, beyond the second AWS refuses
 * signatures ("within five minutes", AWS General Reference, Signature Version 4; STS itself takes 15).
 */
const TOLERANCE_SECONDS = { codes: 30, signatures: 300 };

/** Whether this machine's clock is right, by the Date of STS's answer. */
export const clock: Check = ({ sts, platform }) => {
  if (!sts.answered || Math.abs(sts.ahead) < TOLERANCE_SECONDS.codes) return [];
  const { error, warning } = findings('clock');
  const off = `this machine's clock is ${showDuration(Math.abs(sts.ahead))} ${sts.ahead < 0 ? 'behind' : 'ahead'}`;
  const mend = platform === 'darwin' ? 'sudo sntp -sS time.apple.com' : 'sudo timedatectl set-ntp true';
  return Math.abs(sts.ahead) < TOLERANCE_SECONDS.signatures
    ? [warning(`${off}: codes that are made on it may be refused`, mend)]
    : [error(`${off}: AWS refuses what it signs`, mend)];
};
