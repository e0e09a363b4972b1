import type { Request } from '../arguments/options.ts';
import type { Context } from '../context.ts';
import { examine, type Report } from '../doctor/examine.ts';
import type { Finding } from '../doctor/finding.ts';
import { gather } from '../doctor/gather.ts';
import { exitStatus, usage } from '../errors.ts';
import type { Environment } from '../shell/environment.ts';
import { marks } from '../text/messages.ts';
import type { Printed } from './printed.ts';

/**
 * Checks the set-up and says what to do about each finding (C1). Works without a network. Status 3 where a finding is
 * an error, 0 where there are only warnings, or none.
 *
 * `--json` prints `{ ok, findings: [{ check, level, message, advice }], unchecked: [{ check, reason }] }`: `ok` is
 * false where an error is among the findings, `level` is `error` or `warning`, `check` one of CheckName. The words of
 * `message`, `advice` and `reason` are for people; fields may be added.
 */
export async function doctor({ words, options }: Request, context: Context): Promise<Printed> {
  if (words.length > 0) throw usage('doctor takes no words', 'mfa-env doctor');
  const report = examine(await gather(context, MFA_ENV_VERSION));
  const ok = !report.findings.some(({ level }) => level === 'error');
  const out = options.json ? `${JSON.stringify({ ok, ...report }, undefined, 2)}\n` : asText(report, context.env);
  return { out, status: ok ? exitStatus.done : exitStatus.configuration };
}

function asText({ findings, unchecked }: Report, env: Environment): string {
  const mark = marks(env);
  const lines = findings.map(({ level, message, advice }) => `${mark[level]} ${message}\n  ${advice}\n`);
  const rest = unchecked.map(({ check, reason }) => `${check} (${reason})`).join(', ');
  const notChecked = rest ? `; not checked: ${rest}` : '';
  return `${lines.join('')}${findings.length > 0 ? `${count(findings)}` : `${mark.fine} all is well`}${notChecked}\n`;
}

function count(findings: readonly Finding[]): string {
  const parts = (['error', 'warning'] as const).flatMap((level) => {
    const number = findings.filter((finding) => finding.level === level).length;
    return number > 0 ? [`${number} ${level}${number > 1 ? 's' : ''}`] : [];
  });
  return parts.join(', ');
}
