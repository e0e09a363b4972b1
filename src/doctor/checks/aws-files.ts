import { profileNames } from '../../aws/profile.ts';
import { word } from '../../text/quote.ts';
import { type Check, findings } from '../finding.ts';
import { drop } from '../fix.ts';
import { environmentKeys } from '../profiles.ts';

const { error, warning } = findings('config');
const configure = 'it asks for the access key of your IAM user: aws configure';

/** Whether there is a configuration, and whether it can be read. */
export const config: Check = ({ env, files, shell }) => {
  const both = [files.config, files.credentials];
  const unreadable = both.flatMap(({ problem }) => (problem ? [error(problem.message, problem.advice)] : []));
  if (unreadable.length > 0) return unreadable;
  const variables = { config: 'AWS_CONFIG_FILE', credentials: 'AWS_SHARED_CREDENTIALS_FILE' };
  const found = (['config', 'credentials'] as const)
    .filter((kind) => env[variables[kind]] && !files[kind].exists)
    .map((kind) =>
      warning(`${variables[kind]} names ${files[kind].path}, which does not exist`, drop(shell, variables[kind])),
    );
  if (profileNames(files).length > 0 || environmentKeys(env)) return found;
  const nothing = both.some(({ exists }) => exists) ? 'there is no profile in' : 'there is neither';
  const or = both.some(({ exists }) => exists) ? 'or' : 'nor';
  return [...found, error(`${nothing} ${files.config.path} ${or} ${files.credentials.path}`, configure)];
};

const openness = findings('permissions');

/** Whether others on this machine can read the long-term keys, or put a command of theirs into a file. */
export const permissions: Check = ({ files, platform }) => {
  if (platform === 'win32') return [];
  const secret = ({ text }: { text: string }): boolean => /^\s*aws_secret_access_key/im.test(text);
  return [files.credentials, files.config].flatMap((file) => {
    const { path, exists, mode } = file;
    if (!exists) return [];
    if (mode & 0o022)
      return [
        openness.error(
          `${path} can be written by others, who could have you run their commands`,
          `chmod 600 ${word(path)}`,
        ),
      ];
    if (mode & 0o044 && (file === files.credentials || secret(file)))
      return [
        openness.warning(
          `${path} can be read by others on this machine, secret keys and all`,
          `chmod 600 ${word(path)}`,
        ),
      ];
    return [];
  });
};
