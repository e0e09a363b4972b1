import { spawn } from 'node:child_process';

/** Runs a command to its end. @returns {Promise<number>} milliseconds */
export function timed({ program, args, env }) {
  return new Promise((resolve, reject) => {
    const start = process.hrtime.bigint();
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stdout.resume();
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.on('error', reject);
    child.on('close', (status) => {
      if (status === 0) resolve(Number(process.hrtime.bigint() - start) / 1e6);
      else reject(new Error(`${program} ${args.join(' ')}: ${status}: ${errors}`));
    });
  });
}

const made = (command) => (typeof command === 'function' ? command() : command);

/**
 * Times two commands in turn, after one round that does not count.
 * @returns the median of the ratios, and the quartiles
 */
export async function inPairs(a, b, pairs) {
  await timed(made(a));
  await timed(made(b));
  const ratios = [];
  for (let pair = 0; pair < pairs; pair++) ratios.push((await timed(made(a))) / (await timed(made(b))));
  ratios.sort((x, y) => x - y);
  const at = (part) => ratios[Math.min(ratios.length - 1, Math.floor(ratios.length * part))];
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/** Milliseconds until all of `count` processes, started at once, have ended. */
export async function together(command, count) {
  const start = process.hrtime.bigint();
  await Promise.all(Array.from({ length: count }, () => timed(command)));
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/** Bytes: the median of five runs, as each process tells at its end. */
export async function peakMemory(bench, args) {
  const peaks = [];
  for (let run = 0; run < 5; run++) peaks.push(await bench.memoryOf(made(args)));
  return peaks.sort((x, y) => x - y)[2];
}
