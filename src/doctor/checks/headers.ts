import type { AwsFile } from '../../aws/files/read.ts';
import { lineAt, readSettings, type Section, sections } from '../../aws/files/sections.ts';
import { word } from '../../text/quote.ts';
import { type Check, findings } from '../finding.ts';
import { editCommand } from '../fix.ts';

const { warning } = findings('headers');

/** Section headers that the AWS tools do not read as profiles. */
export const headers: Check = ({ env, files: { config, credentials } }) => {
  const strays = [...sections(config.text)].filter((section) => isStray(config, section));
  const prefixed = [...sections(credentials.text)].filter(({ header }) => /^profile\s/.test(header));
  return [
    ...strays.map(({ header, start }) =>
      warning(
        `${config.path}, line ${lineAt(config.text, start)}: the AWS tools do not read [${header}] as a profile`,
        `write ${word(`[profile ${header.trim()}]`)}: ${editCommand(env, config.path)}`,
      ),
    ),
    ...prefixed.map(({ header, start }) =>
      warning(
        `${credentials.path}, line ${lineAt(credentials.text, start)}: [${header}] has the prefix "profile", which belongs only in the config file`,
        `write ${word(`[${header.replace(/^profile\s+/, '')}]`)}: ${editCommand(env, credentials.path)}`,
      ),
    ),
  ];
};

/** A section without a prefix is meant as a profile if it holds settings of profiles. */
function isStray({ text }: AwsFile, { header, body, end }: Section): boolean {
  if (/^(default$|(sso-session|services|\s*profile)\s)/.test(header)) return false;
  return Object.keys(readSettings(text.slice(body, end))).some((name) => profileSetting.test(name));
}

const profileSetting =
  /^(region|output|mfa_serial|role_arn|source_profile|credential_process|aws_access_key_id|sso_account_id|sso_session)$/;
