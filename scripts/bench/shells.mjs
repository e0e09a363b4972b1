// What a shell pays: for the line in its rc file, for --auto, and for each prompt.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { timed } from './measure.mjs';

const root = path.resolve(import.meta.dirname, '../..');

/** @returns {Promise<[string, string][]>} rows: what, and milliseconds more than a shell without the line */
export async function shellCosts(bench, pairs) {
  const bin = path.join(bench.home, 'bin');
  mkdirSync(bin, { recursive: true });
  symlinkSync(bench.bin, path.join(bin, 'mfa-env'));
  const env = { ...bench.env, PATH: `${bin}:${bench.env.PATH}` };
  const start = (line) => {
    writeFileSync(path.join(bench.home, '.bashrc'), `${line}\n`);
    return timed({ program: 'bash', args: ['-i', '-c', 'exit'], env });
  };
  const more = async (line) => {
    const rounds = [];
    for (let pair = 0; pair <= pairs; pair++) rounds.push((await start(line)) - (await start('')));
    return `${middle(rounds.slice(1)).toFixed(1)} ms`;
  };
  const sourced = `source '${root}/shell/mfa-env.bash'`;
  return [
    ['bash start: the functions, sourced', await more(sourced)],
    ['bash start: eval "$(mfa-env init bash)"', await more('eval "$(mfa-env init bash)"')],
    ['bash start: auto sourced, with a session', await more(`${sourced}; source '${root}/shell/auto.bash'`)],
    ['bash start: auto sourced, without one', await more(`${sourced}; HOME=/nowhere source '${root}/shell/auto.bash'`)],
    ['the prompt segment, in bash', await prompt(env, pairs)],
  ];
}

async function prompt(env, pairs) {
  const session = { ...env, MFA_ENV_PROFILE: 'acme', MFA_ENV_EXPIRES: '99999999999' };
  const loop = (body) => ({
    program: 'bash',
    args: ['-c', `source '${root}/shell/mfa-env.bash'; for ((i = 0; i < 1000; i++)); do ${body}; done`],
    env: session,
  });
  const rounds = [];
  for (let pair = 0; pair < Math.min(pairs, 9); pair++)
    rounds.push((await timed(loop('mfa_env_prompt'))) - (await timed(loop(':'))));
  return `${middle(rounds).toFixed(0)} µs`; // a thousand, in milliseconds
}

const middle = (times) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
