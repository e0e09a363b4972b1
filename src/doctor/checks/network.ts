import { showDuration } from '../../text/duration.ts';
import { type Check, findings } from '../finding.ts';

/** Whether STS can be reached. Being offline is only a warning. */
export const endpoint: Check = ({ sts }) => {
  if (sts.answered) return [];
  const { error, warning } = findings('endpoint');
  return [(sts.isConfigured ? error : warning)(sts.message, sts.advice)];
};

/**
 * A code is valid for 30 seconds. Signatures need a clock "within five minutes" (AWS General Reference, Signature
 * Version 4); STS itself accepts 15.
 */
const TOLERANCE_SECONDS = { codes: 30, signatures: 300 };

/** Whether the clock of this machine agrees with the Date header of STS. */
export const clock: Check = ({ sts, platform }) => {
  if (!sts.answered || Math.abs(sts.aheadSeconds) < TOLERANCE_SECONDS.codes) return [];
  const { error, warning } = findings('clock');
  const off = `this machine's clock is ${showDuration(Math.abs(sts.aheadSeconds))} ${sts.aheadSeconds < 0 ? 'behind' : 'ahead'}`;
  const fix = platform === 'darwin' ? 'sudo sntp -sS time.apple.com' : 'sudo timedatectl set-ntp true';
  return Math.abs(sts.aheadSeconds) < TOLERANCE_SECONDS.signatures
    ? [warning(`${off}: AWS may refuse codes that it generates`, fix)]
    : [error(`${off}: AWS refuses its requests`, fix)];
};
