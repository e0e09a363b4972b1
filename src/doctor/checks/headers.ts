import type { AwsFile } from '../../aws/files/read.ts';
import { lineAt, type Section, sections } from '../../aws/files/sections.ts';
import { readSettings } from '../../aws/files/settings.ts';
import { word } from '../../text/quote.ts';
import { type Check, findings } from '../finding.ts';
import { edit } from '../fix.ts';

const { warning } = findings('headers');

/** Headers that the AWS tools read as something else than what was meant. */
export const headers: Check = ({ env, files: { config, credentials } }) => {
  const strays = [...sections(config.text)].filter((section) => isStray(config, section));
  const prefixed = [...sections(credentials.text)].filter(({ header }) => /^profile\s/.test(header));
  return [
    ...strays.map(({ header, start }) =>
      warning(
        `${config.path}, line ${lineAt(config.text, start)}: [${header}] is no profile for the AWS tools`,
        `write ${word(`[profile ${header.trim()}]`)}: ${edit(env, config.path)}`,
      ),
    ),
    ...prefixed.map(({ header, start }) =>
      warning(
        `${credentials.path}, line ${lineAt(credentials.text, start)}: [${header}] has a prefix that only the config file knows`,
        `write ${word(`[${header.replace(/^profile\s+/, '')}]`)}: ${edit(env, credentials.path)}`,
      ),
    ),
  ];
};

/** Sections of other kinds have other settings. */
function isStray({ text }: AwsFile, { header, body, end }: Section): boolean {
  if (/^(default$|(sso-session|services|\s*profile)\s)/.test(header)) return false;
  return Object.keys(readSettings(text.slice(body, end))).some((name) => ofProfiles.test(name));
}

const ofProfiles =
  /^(region|output|mfa_serial|role_arn|source_profile|credential_process|aws_access_key_id|sso_account_id|sso_session)$/;
