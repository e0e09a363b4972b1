import { profileNames } from '../../aws/profile.ts';
import { word } from '../../text/quote.ts';
import { type Check, findings } from '../finding.ts';
import { setupAdvice, unsetCommand } from '../fix.ts';
import { environmentKeys } from '../profiles.ts';

const { error, warning } = findings('config');

/** Whether a configuration exists and can be read. */
export const config: Check = ({ env, files, shell }) => {
  const both = [files.config, files.credentials];
  const unreadable = both.flatMap(({ problem }) => (problem ? [error(problem.message, problem.advice)] : []));
  if (unreadable.length > 0) return unreadable;
  const variables = { config: 'AWS_CONFIG_FILE', credentials: 'AWS_SHARED_CREDENTIALS_FILE' };
  const found = (['config', 'credentials'] as const)
    .filter((kind) => env[variables[kind]] && !files[kind].exists)
    .map((kind) =>
      warning(
        `${variables[kind]} names ${files[kind].path}, which does not exist`,
        unsetCommand(shell, variables[kind]),
      ),
    );
  if (profileNames(files).length > 0 || environmentKeys(env)) return found;
  const [first, second] = [files.config.path, files.credentials.path];
  const isEmpty = both.some(({ exists }) => exists);
  const message = isEmpty ? `no profile in ${first} or ${second}` : `neither ${first} nor ${second} exists`;
  return [...found, error(message, setupAdvice(env))];
};

const { error: modeError, warning: modeWarning } = findings('permissions');

/** Whether other users can read the long-term keys, or write a command into a file. */
export const permissions: Check = ({ files, platform }) => {
  if (platform === 'win32') return [];
  const secret = ({ text }: { text: string }): boolean => /^\s*aws_secret_access_key/im.test(text);
  return [files.credentials, files.config].flatMap((file) => {
    const { path, exists, mode } = file;
    if (!exists) return [];
    if (mode & 0o022)
      return [
        modeError(
          `${path} is writable by other users, who could make you run their commands`,
          `chmod 600 ${word(path)}`,
        ),
      ];
    if (mode & 0o044 && (file === files.credentials || secret(file)))
      return [
        modeWarning(
          `${path} is readable by other users of this machine, with its secret keys`,
          `chmod 600 ${word(path)}`,
        ),
      ];
    return [];
  });
};
