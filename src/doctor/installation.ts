import { word } from '../text/typed.ts';
import { type Check, findings } from './finding.ts';
import { reload } from './mend.ts';

/** The least Node, as in package.json. */
export const leastNode = '20.19';

/** Whether the shell functions are those of this command. They tell their version in MFA_ENV_FUNCTIONS. */
export const functions: Check = ({ env, version, shell }) => {
  const loaded = env.MFA_ENV_FUNCTIONS;
  if (!loaded || loaded === version) return [];
  const { warning } = findings('functions');
  return [warning(`the shell functions are of mfa-env ${loaded}, and the command is ${version}`, reload(shell))];
};

/** Whether PATH leads to one mfa-env. */
export const onPath: Check = ({ programs: [used, ...others] }) => {
  if (!used || others.length === 0) return [];
  const { warning } = findings('path');
  const list = others.map(({ path }) => path).join(', ');
  const mend = others.map(({ path, target }) => {
    const prefix = /^(.+)\/lib\/node_modules\/mfa-env\//.exec(target)?.[1];
    return prefix ? `npm uninstall --global --prefix ${word(prefix)} mfa-env` : `rm ${word(path)}`;
  });
  return [warning(`there are several mfa-env on PATH: ${used.path} is used, ${list} not`, mend.join('; '))];
};

export const node: Check = ({ node: version }) => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [least = 0, leastMinor = 0] = leastNode.split('.').map(Number);
  if (major > least || (major === least && minor >= leastMinor)) return [];
  const { error } = findings('node');
  return [
    error(
      `Node ${version} is too old: mfa-env needs ${leastNode} or newer`,
      'nvm install 22   (or https://nodejs.org)',
    ),
  ];
};
