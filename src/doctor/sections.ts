import type { AwsFile } from '../aws/files.ts';
import { lineAt, profileName, type Section, sections } from '../aws/sections.ts';
import { readSettings } from '../aws/settings.ts';
import { type Check, findings } from './finding.ts';
import { edit } from './mend.ts';

const { error } = findings('duplicates');

/** What stands twice: the AWS CLI refuses the whole file for it (sts.md section 5). */
export const duplicates: Check = ({ env, files }) =>
  [files.config, files.credentials].flatMap((file) =>
    twiceIn(file).map((what) =>
      error(`${file.path}: ${what}; the AWS CLI refuses the whole file`, `take one out: ${edit(env, file.path)}`),
    ),
  );

function twiceIn(file: AwsFile): string[] {
  const starts = new Map<string, number[]>();
  const found: string[] = [];
  const line = (start: number): number => lineAt(file.text, start);
  for (const section of sections(file.text)) {
    const { header, start } = section;
    starts.set(header, [...(starts.get(header) ?? []), start]);
    for (const name of settingsOf(file, section).twice)
      found.push(`${name} stands twice in [${header}], line ${line(start)}`);
  }
  for (const [header, at] of starts)
    if (at.length > 1) found.push(`[${header}] stands twice, in lines ${at.map(line).join(' and ')}`);
  return found;
}

const { warning } = findings('headers');

/** Headers that the AWS tools read as something else than what was meant. */
export const headers: Check = ({ env, files: { config, credentials } }) => {
  const strays = [...sections(config.text)].filter((section) => isStray(config, section));
  const prefixed = [...sections(credentials.text)].filter(({ header }) => /^profile\s/.test(header));
  return [
    ...strays.map(({ header, start }) =>
      warning(
        `${config.path}, line ${lineAt(config.text, start)}: [${header}] is no profile for the AWS tools`,
        `write [profile ${header.trim()}]: ${edit(env, config.path)}`,
      ),
    ),
    ...prefixed.map(({ header, start }) =>
      warning(
        `${credentials.path}, line ${lineAt(credentials.text, start)}: [${header}] has a prefix that only the config file knows`,
        `write [${header.replace(/^profile\s+/, '')}]: ${edit(env, credentials.path)}`,
      ),
    ),
  ];
};

/** Sections of other kinds have other settings. */
function isStray(file: AwsFile, section: Section): boolean {
  if (profileName(section.header, 'config') !== undefined || /^(sso-session|services|profile)\s/.test(section.header))
    return false;
  const { settings } = settingsOf(file, section);
  return Object.keys(settings).some((name) => ofProfiles.test(name));
}

const ofProfiles =
  /^(region|output|mfa_serial|role_arn|source_profile|credential_process|aws_access_key_id|sso_account_id|sso_session)$/;

const settingsOf = ({ text }: AwsFile, { body, end }: Section): ReturnType<typeof readSettings> =>
  readSettings(text.slice(body, end));
