// What a shell pays: for the line in its rc file, for --auto, and for each prompt.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadSource } from '../table.mjs';
import { isFound, spread, timed } from './measure.mjs';

const root = path.resolve(import.meta.dirname, '../..');

/** The shells with functions: the file that each reads at its start, and the line in it. */
const shells = {
  bash: { rc: '.bashrc', init: 'eval "$(mfa-env init bash)"' },
  zsh: { rc: '.zshrc', init: 'eval "$(mfa-env init zsh)"' },
  fish: { rc: '.config/fish/config.fish', init: 'mfa-env init fish | source' },
};

/** @returns {Promise<[string, string][]>} rows: what, and milliseconds more than a shell without the line */
export async function shellCosts(bench, pairs) {
  const bin = path.join(bench.home, 'bin');
  mkdirSync(bin, { recursive: true });
  symlinkSync(bench.bin, path.join(bin, 'mfa-env'));
  const env = { ...bench.env, PATH: `${bin}:${bench.env.PATH}` };
  const { functionsText } = await loadSource(`export { functionsText } from './src/shell/functions-text.ts';`);
  const rows = [];
  for (const [shell, { rc, init }] of Object.entries(shells).filter(([name]) => isFound(name))) {
    const file = path.join(bench.home, rc);
    mkdirSync(path.dirname(file), { recursive: true });
    const start = (line, more) => {
      writeFileSync(file, `${line}\n`);
      return timed({ program: shell, args: ['-i', '-c', 'exit'], env: { ...env, ...more } });
    };
    const add = async (what, line, more) => {
      const rounds = [];
      for (let pair = 0; pair <= pairs; pair++) rounds.push((await start(line, more)) - (await start('', more)));
      rows.push([`${shell} start: ${what}`, spread(rounds.slice(1), 'ms', 1)]);
    };
    const made = (auto) => {
      const to = path.join(bench.home, `functions${auto ? '-auto' : ''}.${shell}`);
      const dist = path.join(root, 'dist');
      const installation = { node: process.execPath, script: `${dist}/bin.cjs`, shellFolder: `${dist}/shell` };
      writeFileSync(to, functionsText(shell, { auto }, installation, true));
      return `source '${to}'`;
    };
    const sourced = made(false);
    const auto = made(true);
    await add('the functions, sourced', sourced);
    await add(init, init);
    await add('auto sourced, with a session', auto);
    await add('auto sourced, without one', auto, { MFA_ENV_CACHE_DIR: '/nowhere' });
    rows.push([`${shell}: the prompt segment`, await prompt(shell, env, pairs)]);
  }
  return rows;
}

/** A thousand times, less as many rounds of nothing: so milliseconds are microseconds of one. */
async function prompt(shell, env, pairs) {
  const session = { ...env, MFA_ENV_PROFILE: 'acme', MFA_ENV_EXPIRES: '99999999999' };
  const loop = (body) => {
    const posix = `for ((i = 0; i < 1000; i++)); do ${body}; done`;
    const lines = shell === 'fish' ? `for i in (seq 1000); ${body}; end` : posix;
    return { program: shell, args: ['-c', `source '${root}/dist/shell/mfa-env.${shell}'; ${lines}`], env: session };
  };
  const rounds = [];
  for (let pair = 0; pair < Math.min(pairs, 9); pair++)
    rounds.push((await timed(loop('mfa_env_prompt'))) - (await timed(loop(':'))));
  return spread(rounds, 'µs', 0);
}
