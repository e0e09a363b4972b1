import { dialects } from '../../shell/dialects.ts';
import { word } from '../../text/quote.ts';
import type { Facts } from '../facts.ts';
import { type Check, findings } from '../finding.ts';
import { look, reload } from '../fix.ts';

/** The least Node, as in package.json. */
export const leastNode = '20.19';

const { warning: ofFunctions } = findings('functions');

/** Whether the shell functions are those of this command. They tell their version in MFA_ENV_FUNCTIONS. */
export const functions: Check = ({ env, version, shell, startUpFiles }) => {
  const loaded = env.MFA_ENV_FUNCTIONS;
  if (loaded === version) return [];
  if (loaded)
    return [ofFunctions(`the shell functions are of mfa-env ${loaded}, and the command is ${version}`, reload(shell))];
  const [first] = startUpFiles;
  if (!first || startUpFiles.some(({ loads }) => loads)) return [];
  const line = word(dialects[shell].evalLine(`mfa-env init ${shell}`));
  return [
    ofFunctions(
      `no start-up file of ${shell} loads authaws: ${startUpFiles.map(({ path }) => path).join(', ')}`,
      // The file's last line may lack its end.
      `to have it in new terminals: printf '\\n%s\\n' ${line} >> ${word(first.path)}`,
    ),
  ];
};

/** Why nothing is known of the functions: only `authaws` tells which are loaded. */
export function functionsUnseen(facts: Facts): string | undefined {
  if (facts.env.MFA_ENV_FUNCTIONS) return undefined;
  const loading = facts.startUpFiles.find(({ loads }) => loads);
  if (loading)
    return `${loading.path} loads them; run: ${look({ env: { MFA_ENV_FUNCTIONS: facts.version } }, facts.profile ?? '')}`;
  return facts.startUpFiles.length > 0 ? undefined : 'this shell has none; bash, zsh and fish do';
}

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
      'see https://nodejs.org, or with nvm: nvm install 22',
    ),
  ];
};
