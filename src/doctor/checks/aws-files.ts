import { type Fault, lintAwsFile } from '../../aws/files/lint.ts';
import type { AwsFile } from '../../aws/files/read.ts';
import { lineAt, readSettings, type Section, sections } from '../../aws/files/sections.ts';
import { profileNames } from '../../aws/profile.ts';
import { areKeysHidden } from '../../shell/env-diff.ts';
import { word } from '../../text/quote.ts';
import type { FileFacts } from '../facts.ts';
import {
  type Check,
  doctorCommand,
  editCommand,
  type Finding,
  findings,
  setupAdvice,
  unsetCommand,
} from '../finding.ts';
import { environmentKeys } from '../profiles.ts';

const configFinding = findings('config');

/** Whether a configuration exists and can be read. */
export const config: Check = ({ env, files, shell }) => {
  const both = [files.config, files.credentials];
  const unreadable = both.flatMap(({ problem }) =>
    problem ? [configFinding.error(problem.message, problem.advice)] : [],
  );
  if (unreadable.length > 0) return unreadable;
  const variables = { config: 'AWS_CONFIG_FILE', credentials: 'AWS_SHARED_CREDENTIALS_FILE' };
  const found = (['config', 'credentials'] as const)
    .filter((kind) => env[variables[kind]] && !files[kind].exists)
    .map((kind) =>
      configFinding.warning(
        `${variables[kind]} names ${files[kind].path}, which does not exist`,
        unsetCommand(shell, variables[kind]),
      ),
    );
  if (profileNames(files).length > 0 || environmentKeys(env)) return found;
  if (areKeysHidden(env)) {
    const message = 'this shell runs inside exec with less power, where your profiles are hidden';
    return [configFinding.warning(message, `check them outside of it: ${doctorCommand({ env }, '')}`)];
  }
  const [first, second] = [files.config.path, files.credentials.path];
  const isEmpty = both.some(({ exists }) => exists);
  const message = isEmpty ? `no profile in ${first} or ${second}` : `neither ${first} nor ${second} exists`;
  return [...found, configFinding.error(message, setupAdvice(env))];
};

const permissionsFinding = findings('permissions');

/** Whether other users can read the long-term keys, or write a command into a file. */
export const permissions: Check = ({ files, platform }) => {
  if (platform === 'win32') return [];
  const secret = ({ text }: { text: string }): boolean => /^\s*aws_secret_access_key/im.test(text);
  return [files.credentials, files.config].flatMap((file) => {
    const { path, exists, mode } = file;
    if (!exists) return [];
    if (mode & 0o022)
      return [
        permissionsFinding.error(
          `${path} is writable by other users, who could make you run their commands`,
          `chmod 600 ${word(path)}`,
        ),
      ];
    if (mode & 0o044 && (file === files.credentials || secret(file)))
      return [
        permissionsFinding.warning(
          `${path} is readable by other users of this machine, with its secret keys`,
          `chmod 600 ${word(path)}`,
        ),
      ];
    return [];
  });
};

const syntaxFinding = findings('syntax');
const refuses = 'the AWS CLI refuses the whole file';

/** Lines that the AWS CLI cannot read or misreads. One finding per kind and file. */
export const syntax: Check = ({ env, files }) =>
  [files.config, files.credentials].flatMap((file) => {
    const faults = lintAwsFile(file.text);
    const open = editCommand(env, file.path);
    const findingOf = (kind: Fault['kind'], make: (what: string) => Finding): Finding[] => {
      const [first, ...more] = faults.filter((fault) => fault.kind === kind);
      if (!first) return [];
      const others = more.length > 0 ? ` (and ${more.length} more like it)` : '';
      const finding = make(first.what);
      return [{ ...finding, message: `${file.path}, line ${first.lines[0]}: ${finding.message}${others}` }];
    };
    return [
      ...encoding(file, open),
      ...findingOf('unclosed', (what) =>
        syntaxFinding.error(`the header ${what} has no closing bracket; ${refuses}`, `add the ]: ${open}`),
      ),
      ...findingOf('stray', () =>
        syntaxFinding.error(`not a header, a setting or a comment; ${refuses}`, `correct it: ${open}`),
      ),
      ...findingOf('indented', (what) =>
        syntaxFinding.warning(
          `${what || 'a setting'} is indented: the AWS CLI reads it as part of the value above`,
          `remove the blanks before it: ${open}`,
        ),
      ),
    ];
  });

function encoding({ path, text, hasByteOrderMark }: FileFacts, open: string): Finding[] {
  if (hasByteOrderMark) {
    const advice = `save it as UTF-8 without the mark, in vi with :set nobomb: ${open}`;
    return [syntaxFinding.error(`${path} starts with a byte order mark, and ${refuses}`, advice)];
  }
  const broken = text.split(/\r\n?|\n/).findIndex((line) => line.includes('\uFFFD'));
  return broken === -1
    ? []
    : [syntaxFinding.error(`${path}, line ${broken + 1}: not UTF-8; ${refuses}`, `type it again: ${open}`)];
}

const duplicatesFinding = findings('duplicates');

/** Sections and settings that appear twice. The AWS CLI refuses the whole file. */
export const duplicates: Check = ({ env, files }) =>
  [files.config, files.credentials].flatMap(({ path, text }) =>
    lintAwsFile(text).flatMap(({ kind, what, lines }) =>
      kind === 'duplicate'
        ? [
            duplicatesFinding.error(
              `${path}: ${what}, in lines ${lines.join(' and ')}; ${refuses}`,
              `remove one: ${editCommand(env, path)}`,
            ),
          ]
        : [],
    ),
  );

const headersFinding = findings('headers');

/** Section headers that the AWS tools do not read as profiles. */
export const headers: Check = ({ env, files: { config, credentials } }) => {
  const strays = [...sections(config.text)].filter((section) => isStray(config, section));
  const prefixed = [...sections(credentials.text)].filter(({ header }) => /^profile\s/.test(header));
  return [
    ...strays.map(({ header, start }) =>
      headersFinding.warning(
        `${config.path}, line ${lineAt(config.text, start)}: the AWS tools do not read [${header}] as a profile`,
        `write ${word(`[profile ${header.trim()}]`)}: ${editCommand(env, config.path)}`,
      ),
    ),
    ...prefixed.map(({ header, start }) =>
      headersFinding.warning(
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
