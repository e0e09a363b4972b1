// What the help, the man page and the shell functions are made from, as src/ has it.
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');

/**
 * The tables of src/, which Node 20 cannot read as they are.
 * @returns {Promise<{ commands: object, optionWords: object, options: object, variables: object, SOON_OVER_S: number }>} the commands, the options, and the names
 *   of variables that a session sets and `--clear` takes out, and from when on the prompts warn
 */
export const loadTable = () =>
  loadSource(`
    export { commands, optionWords } from './src/cli/commands.ts';
    export { options } from './src/cli/options.ts';
    export { SOON_OVER_S } from './src/session/progress.ts';
    export * as variables from './src/shell/env-diff.ts';`);

/** What a text exports of src/. */
export async function loadSource(contents) {
  const stdin = { contents, resolveDir: root };
  const { outputFiles } = await build({ stdin, bundle: true, format: 'esm', platform: 'node', write: false });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}
