import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

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

/**
 * Runs a command to its end.
 * @returns {Promise<{ wall: number, cpu: number }>} milliseconds; the processor's are those of all its processes
 */
export async function spent({ program, args, env }) {
  const line = 'TIMEFORMAT="%R %U %S"; exec 3>&2; { time "$@" >/dev/null 2>&3; } 2>&1';
  const { stdout } = await promisify(execFile)('bash', ['-c', line, 'bash', program, ...args], {
    env,
    timeout: 60_000,
  });
  const [wall, user, system] = stdout
    .trim()
    .split(' ')
    .map((seconds) => Number(seconds) * 1000);
  return { wall, cpu: user + system };
}

const made = (command) => (typeof command === 'function' ? command() : command);

/**
 * Times two commands in turn, after one round that does not count.
 * @returns {Promise<number[]>} the ratios
 */
export async function inPairs(a, b, pairs) {
  await timed(made(a));
  await timed(made(b));
  const ratios = [];
  for (let pair = 0; pair < pairs; pair++) ratios.push((await timed(made(a))) / (await timed(made(b))));
  return ratios;
}

function quartiles(values) {
  const sorted = values.toSorted((x, y) => x - y);
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/** Several measurements as one cell: the median, and the middle half of them. */
export function spread(values, unit, digits) {
  const { median, low, high } = quartiles(values);
  return `${median.toFixed(digits)}${unit === 'x' ? unit : ` ${unit}`} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
}

/** Whether a program is on this machine. */
export const isFound = (program) =>
  (process.env.PATH ?? '').split(':').some((folder) => existsSync(path.join(folder, program)));

/** Milliseconds until all of `count` processes, started at once, have ended. */
export async function together(command, count) {
  const start = process.hrtime.bigint();
  await Promise.all(Array.from({ length: count }, () => timed(command)));
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/** Megabytes over those of `base`, five times, as each process tells at its end. */
export async function peakMemory(bench, args, base) {
  const more = [];
  for (let run = 0; run < 5; run++)
    more.push(((await bench.memoryOf(made(args))) - (await bench.memoryOf(base))) / 1048576);
  return more;
}
