// What a shell pays: for the line in its rc file, for --auto, and for each prompt.
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isFound, spread, timed } from './measure.mjs';

const root = path.resolve(import.meta.dirname, '../..');

/** The shells with functions: the file that each reads at its start, and the line in it. */
const shells = {
  bash: { rc: '.bashrc', init: 'eval "$(mfa-env init bash)"' },
  zsh: { rc: '.zshrc', init: 'eval "$(mfa-env init zsh)"' },
  fish: { rc: '.config/fish/config.fish', init: 'mfa-env init fish | source' },
};

/** @returns {Promise<[string, string, string?][]>} rows: what, measured (starts: milliseconds more than a shell without the line), and the target */
export async function shellCosts(bench, pairs) {
  const bin = path.join(bench.home, 'bin');
  mkdirSync(bin, { recursive: true });
  symlinkSync(bench.bin, path.join(bin, 'mfa-env'));
  const env = { ...bench.env, PATH: `${bin}:${bench.env.PATH}` };
  const rows = [];
  await setTimeout(2100); // files that changed just now are read each time
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
    const sourced = `source '${root}/dist/shell/mfa-env.${shell}'`;
    const auto = `${sourced}; source '${root}/dist/shell/auto.${shell}'`;
    await add('the functions, sourced', sourced);
    await add(init, init);
    await add('auto sourced, with a session', auto);
    await add('auto sourced, without one', auto, { MFA_ENV_CACHE_DIR: '/nowhere' });
    const named = { ...env, MFA_ENV_PROFILE: 'acme', MFA_ENV_EXPIRES: '99999999999' };
    rows.push([`${shell}: the prompt segment`, await inShell(shell, named, 'mfa_env_prompt', pairs)]);
    await timed(bench.mfaEnv('--shell', 'bash')); // keeps the session for the functions
    rows.push([`${shell}: authaws, with a live session`, await inShell(shell, env, 'authaws -q', pairs)]);
    if (isFound('strace')) rows.push([`${shell}: processes that it starts`, processes(shell, env, 'authaws -q'), '0']);
  }
  return rows;
}

/** A thousand times, less as many rounds of nothing: so milliseconds are microseconds of one. */
async function inShell(shell, env, body, pairs) {
  const rounds = [];
  for (let pair = 0; pair < Math.min(pairs, 9); pair++)
    rounds.push((await timed(loop(shell, env, 1000, body))) - (await timed(loop(shell, env, 1000, ':'))));
  return spread(rounds, 'µs', 0);
}

function loop(shell, env, count, body) {
  const posix = `for ((i = 0; i < ${count}; i++)); do ${body}; done`;
  const lines = shell === 'fish' ? `for i in (seq ${count}); ${body}; end` : posix;
  return { program: shell, args: ['-c', `source '${root}/dist/shell/mfa-env.${shell}'; ${lines}`], env };
}

/** How many processes one of ten starts, beyond those of the loop. */
function processes(shell, env, body) {
  const started = (line) => {
    const { program, args } = loop(shell, env, 10, line);
    const words = ['-f', '-qq', '-e', 'trace=clone,clone3,fork,vfork', '-e', 'signal=none', program, ...args];
    const { stderr } = spawnSync('strace', words, { env, encoding: 'utf8' });
    return stderr.split('\n').filter((line) => /\b(?:clone3?|v?fork)\(/.test(line)).length;
  };
  return String((started(body) - started(':')) / 10);
}
