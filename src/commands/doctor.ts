import { userOfArn } from '../cache/entry.ts';
import type { Request } from '../cli/options.ts';
import type { Context } from '../context.ts';
import type { CheckName, Finding } from '../doctor/finding.ts';
import { gather } from '../doctor/gather.ts';
import { nameOf } from '../doctor/profiles.ts';
import { examine, type Report } from '../doctor/report.ts';
import { exitStatus } from '../errors.ts';
import { trySweep } from '../fs/folders.ts';
import type { Environment } from '../shell/env-diff.ts';
import { terminalWidth } from '../system/output.ts';
import { marks } from '../text/colors.ts';
import { asJson, oneLine } from '../text/format.ts';
import { wrapped } from '../text/table.ts';
import type { CommandResult } from './result.ts';

/** Says how to fix each finding (C1), also without a network. With an error, the status is 3. */
export async function doctor({ options }: Request, context: Context): Promise<CommandResult> {
  const facts = await gather(context, MFA_ENV_VERSION, options.profile);
  trySweep(facts.cache.folder);
  const report = examine(facts);
  const ok = !report.findings.some(({ level }) => level === 'error');
  const out = options.json ? { data: asJson({ ok, ...report }) } : { text: asText(report, context.env) };
  return { ...out, status: ok ? exitStatus.done : exitStatus.configuration };
}

function asText(report: Report, env: Environment): string {
  const { findings } = report;
  const mark = marks(env);
  const told = (message: string): string => wrapped(message, terminalWidth() - 2).join('\n  ');
  const lines = findings.map(({ level, message, advice }) => `${mark[level]} ${told(message)}\n  ${advice}\n`);
  const sum = findings.length > 0 ? count(findings) : `${mark.fine} all is well`;
  const listed = wrapped(checked(report), terminalWidth() - CHECKED.length).join(`\n${' '.repeat(CHECKED.length)}`);
  return `${lines.join('')}${sum}\n${CHECKED}${listed}\n${notChecked(report)}`;
}

const CHECKED = '  checked: ';

const areas: [words: string, checks: CheckName[]][] = [
  ['the AWS files', ['config', 'permissions', 'syntax', 'duplicates', 'headers']],
  ['the profiles', ['keys', 'session-keys', 'chain', 'device', 'profile', 'region']],
  ['this shell', ['environment', 'session', 'functions']],
  ['the way to AWS', ['endpoint']],
  ['the clock', ['clock']],
  ['the cache', ['cache']],
  ['the installation', ['path', 'node']],
];

function checked({ checked, user }: Report): string {
  const words = areas.filter(([, checks]) => checks.some((name) => checked.includes(name))).map(([name]) => name);
  const { name, account } = user ? userOfArn(user.arn) : {};
  const known = [name && `user ${name}`, account].filter((part) => part).join(' of ');
  const key = `the key of ${nameOf(user?.profile)}${known && ` (${known})`}`;
  return [...words, ...(checked.includes('key') ? [user ? key : 'the key'] : [])].map(oneLine).join(', ');
}

/** One line per reason, which may end with a command. Codes are never checked, because only AWS can do that. */
function notChecked({ unchecked }: Report): string {
  const byReason = new Map<string, string[]>();
  for (const { check, reason } of unchecked) byReason.set(reason, [...(byReason.get(reason) ?? []), check]);
  const parts = [...byReason].map(([reason, checks]) => `${checks.join(', ')}: ${oneLine(reason)}`);
  return [...parts, 'codes of the MFA device'].map((part) => `  not checked: ${part}\n`).join('');
}

function count(findings: readonly Finding[]): string {
  const parts = (['error', 'warning'] as const).flatMap((level) => {
    const number = findings.filter((finding) => finding.level === level).length;
    return number > 0 ? [`${number} ${level}${number > 1 ? 's' : ''}`] : [];
  });
  return parts.join(', ');
}
