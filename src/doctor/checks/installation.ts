import { tildePath } from '../../system/paths.ts';
import { word } from '../../text/quote.ts';
import type { Facts } from '../facts.ts';
import { type Check, doctorCommand, findings, reloadCommand } from '../finding.ts';

/** The oldest supported Node, as in package.json. */
export const leastNode = '20.19';

const functionsFinding = findings('functions');

/** Whether the shell functions are of the same version as the command. MFA_ENV_FUNCTIONS holds theirs. */
export const functions: Check = ({ env, version, shell, startUpFiles }) => {
  const loaded = env.MFA_ENV_FUNCTIONS;
  if (loaded?.replace('+moved', '') === version) return [];
  if (loaded)
    return [
      functionsFinding.warning(
        `the shell functions are from mfa-env ${loaded}, but the command is ${version}`,
        reloadCommand(shell),
      ),
    ];
  const [first] = startUpFiles;
  if (!first || startUpFiles.some(({ loads }) => loads)) return [];
  const files = startUpFiles.map(({ path }) => tildePath(path, env)).join(' or ');
  return [
    functionsFinding.warning(
      `new ${shell} terminals have no authaws: ${reloadCommand(shell)} is not in ${files}`,
      'add it: mfa-env setup',
    ),
  ];
};

/** Why the functions cannot be checked: only `authaws` passes on which version is loaded. */
export function functionsUnchecked(facts: Facts): string | undefined {
  if (facts.env.MFA_ENV_FUNCTIONS) return undefined;
  const loading = facts.startUpFiles.find(({ loads }) => loads);
  if (loading)
    return `${loading.path} loads them; run: ${doctorCommand({ env: { MFA_ENV_FUNCTIONS: facts.version } }, facts.profile ?? '')}`;
  return facts.startUpFiles.length > 0 ? undefined : 'this shell has none; bash, zsh and fish do';
}

const pathFinding = findings('path');

export const onPath: Check = ({ programs: [used, ...others] }) => {
  if (!used || others.length === 0) return [];
  const list = others.map(({ path }) => path).join(', ');
  const fixes = others.map(({ path, target }) => {
    const prefix = /^(.+)\/lib\/node_modules\/mfa-env\//.exec(target)?.[1];
    return prefix ? `npm uninstall --global --prefix ${word(prefix)} mfa-env` : `rm ${word(path)}`;
  });
  return [pathFinding.warning(`several mfa-env are on PATH: ${used.path} is used, ${list} is not`, fixes.join('; '))];
};

const nodeFinding = findings('node');

export const node: Check = ({ node: version }) => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [least = 0, leastMinor = 0] = leastNode.split('.').map(Number);
  if (major > least || (major === least && minor >= leastMinor)) return [];
  return [
    nodeFinding.error(
      `Node ${version} is too old: mfa-env needs ${leastNode} or newer`,
      'see https://nodejs.org, or with nvm: nvm install 22',
    ),
  ];
};
