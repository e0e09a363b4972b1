// What mfa-env costs, as a table: `npm run bench`, or `npm run bench -- 40` for 40 pairs a row.
// Whole processes in pairs, A B A B …: medians of the ratios hold where a machine's speed drifts.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { inPairs, peakMemory, spread, timed, together } from './bench/measure.mjs';
import { packageCosts } from './bench/package.mjs';
import { besidePeers } from './bench/peers.mjs';
import { makeBench } from './bench/place.mjs';
import { enterToExit } from './bench/prompt.mjs';
import { shellCosts } from './bench/shells.mjs';

const root = path.resolve(import.meta.dirname, '..');
const pairs = Number(process.argv[2] ?? 25);
const rows = [];
const peers = [];
const row = (what, measured, target = '') => {
  rows.push([what, measured, target && `≤ ${target}`]);
  console.error(`${what}: ${measured}`);
};

/** The same over TLS, to a server of its own. */
async function secure(what, target) {
  const tls = await makeBench({ tls: true });
  try {
    const command = () => tls.mfaEnv('--shell', 'bash', tls.code());
    row(what, spread(await inPairs(command, tls.command([tls.emptyFile]), pairs), 'x', 2), target);
  } finally {
    await tls.remove();
  }
}

const bench = await makeBench();
try {
  const empty = bench.command([bench.emptyFile]);
  const against = async (what, command, target, base = empty) =>
    row(what, spread(await inPairs(command, base, pairs), 'x', 2), target);

  const cached = bench.mfaEnv('--shell', 'bash');
  // A `$` in a path has to be looked up each time, so that nothing is recalled.
  const found = { ...cached, env: { ...cached.env, AWS_CONFIG_FILE: '$HOME/.aws/config' } };
  const fresh = () => bench.mfaEnv('--shell', 'bash', bench.code());
  const recalled = async () => {
    await setTimeout(2100); // until then the files may change unseen, and are read each time
    await timed(cached);
  };
  bench.code();
  await bench.newSession();
  await recalled();
  await against('cached session', cached, '1.10x');
  await against('cached session, when files have changed', found);
  await against('cached session as JSON', bench.mfaEnv('-f', 'json'), '1.15x');
  await against('exec true, with a cached session', bench.mfaEnv('exec', '--', 'true'), '1.5x and the command');
  await against('--clear', bench.mfaEnv('--clear', '--shell', 'bash'), '1.10x');
  await against('init bash', bench.mfaEnv('init', 'bash'));
  await against('status', bench.mfaEnv('status'));
  await against('--help', bench.mfaEnv('--help'));
  await against('new session, http', fresh, '3.6x');
  await secure('new session, TLS', '4.6x');
  for (const profiles of [10, 1000, 10_000]) {
    bench.writeProfiles(profiles);
    await recalled();
    await against(`cached session, ${profiles.toLocaleString('en')} profiles`, cached, '1.25x');
  }
  await against('cached session, 10,000 profiles, when files have changed', found);
  await against('new session, http, 10,000 profiles', fresh);
  bench.writeProfiles(10);

  await recalled();
  peers.push(...(await besidePeers(bench, pairs)));
  for (const count of [1, 100, 1000]) {
    const times = [];
    for (let run = 0; run < (count === 1000 ? 3 : 9); run++) times.push(await together(cached, count));
    row(`cached session, ${count} at once, in all`, spread(times, 'ms', 0));
  }
  const memory = async (args) => spread(await peakMemory(bench, args, [bench.emptyFile]), 'MB', 1);
  row('peak memory over node’s own, cached', await memory([bench.bin, '--shell', 'bash']), '1 MB');
  row('peak memory over node’s own, new', await memory(() => [bench.bin, bench.code()]));
  for (const cells of await shellCosts(bench, pairs)) row(...cells);
  for (const delay of [0, 40, 150]) {
    const { times, roundTrip } = await enterToExit(delay, Math.min(pairs, 15));
    const beyond = times.map((time) => time - roundTrip);
    row(`Enter to exit beyond a round trip, TLS, ${delay} ms of delay`, spread(beyond, 'ms', 0), '25 ms');
  }
} finally {
  await bench.remove();
}

for (const cells of packageCosts()) row(...cells);

const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const machine = `mfa-env ${version}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ${process.platform}`;
const table = [
  '# Benchmarks',
  '',
  `Made by \`npm run bench\` on ${machine}.`,
  `A ratio is to \`node\` on an empty file, or to what is named: the median of ${pairs} pairs, with the middle half in brackets.`,
  '',
  '| what | measured | target |',
  '|---|---|---|',
  ...rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`),
  '',
  '## Beside other tools',
  '',
  'One STS, each tool in a HOME of its own, in turn: the median of the wall times, and in brackets the least processor',
  'time, which a busy machine changes little.',
  '',
  ...peers,
  '',
].join('\n');
console.log(table);
if (process.argv.includes('--write')) writeFileSync(path.join(root, 'docs/benchmarks.md'), table);
