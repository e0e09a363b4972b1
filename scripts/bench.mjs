// What mfa-env costs, as a table: `npm run bench`, or `npm run bench -- 40` for 40 pairs a row.
// Whole processes in pairs, A B A B …: medians of the ratios hold where a machine's speed drifts.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { inPairs, peakMemory, timed, together } from './bench/measure.mjs';
import { packageCosts } from './bench/package.mjs';
import { makeBench } from './bench/place.mjs';
import { enterToExit } from './bench/prompt.mjs';
import { shellCosts } from './bench/shells.mjs';

const root = path.resolve(import.meta.dirname, '..');
const pairs = Number(process.argv[2] ?? 25);
const rows = [];
const row = (what, ...cells) => {
  rows.push([what, ...cells]);
  console.error(`${what}: ${cells.join(', ')}`);
};
const asRatio = ({ median, low, high }) => `${median.toFixed(2)}x (${low.toFixed(2)} to ${high.toFixed(2)})`;

/** The same over TLS, to a server of its own. */
async function secure(what) {
  const tls = await makeBench({ tls: true });
  try {
    row(
      what,
      asRatio(await inPairs(() => tls.mfaEnv('--shell', 'bash', tls.code()), tls.command([tls.emptyFile]), pairs)),
    );
  } finally {
    await tls.remove();
  }
}

const bench = await makeBench();
try {
  const empty = bench.command([bench.emptyFile]);
  const against = async (what, command, base = empty) => row(what, asRatio(await inPairs(command, base, pairs)));

  const cached = bench.mfaEnv('--shell', 'bash');
  // A `$` in a path has to be looked up each time, so that nothing is recalled.
  const found = { ...cached, env: { ...cached.env, AWS_CONFIG_FILE: '$HOME/.aws/config' } };
  const many = () => bench.mfaEnv('--shell', 'bash', bench.code());
  bench.code();
  await bench.newSession();
  await setTimeout(2100); // until then the files may change unseen, and are read each time
  await timed(cached);
  await against('cached session', cached);
  await against('cached session, when files have changed', found);
  await against('--clear', bench.mfaEnv('--clear', '--shell', 'bash'));
  await against('init bash', bench.mfaEnv('init', 'bash'));
  await against('status', bench.mfaEnv('status'));
  await against('--help', bench.mfaEnv('--help'));
  await against('new session, http', many);
  await secure('new session, TLS');
  for (const profiles of [10, 1000, 10_000]) {
    bench.writeProfiles(profiles);
    await setTimeout(2100);
    await timed(cached);
    await against(`cached session, ${profiles.toLocaleString('en')} profiles`, cached);
  }
  await against('cached session, 10,000 profiles, when files have changed', found);
  await against('new session, http, 10,000 profiles', many);
  bench.writeProfiles(10);

  const peers = bench.peers();
  for (const [name, command] of peers.new) await against(`new session against ${name}`, many, command);
  await setTimeout(2100);
  await timed(cached);
  for (const [name, command] of peers.cached) await against(`cached session against ${name}`, cached, command);
  for (const count of [1, 100, 1000]) {
    row(
      `cached session, ${count} at once`,
      `${(await together(bench.mfaEnv('--shell', 'bash'), count)).toFixed(0)} ms in all`,
    );
  }
  const mb = (bytes) => `${(bytes / 1048576).toFixed(1)} MB`;
  const base = await peakMemory(bench, [bench.emptyFile]);
  row('peak memory over node’s own, cached', mb((await peakMemory(bench, [bench.bin, '--shell', 'bash'])) - base));
  row('peak memory over node’s own, new', mb((await peakMemory(bench, () => [bench.bin, bench.code()])) - base));
  for (const [what, cost] of await shellCosts(bench, pairs)) row(what, cost);
  for (const delay of [0, 40, 150]) {
    row(`Enter to exit, TLS, ${delay} ms of delay`, await enterToExit(delay, Math.min(pairs, 9)));
  }
} finally {
  await bench.remove();
}

for (const [what, cost] of packageCosts()) row(what, cost);

const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const machine = `mfa-env ${version}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ${process.platform}`;
const table = [
  '# Benchmarks',
  '',
  `Made by \`npm run bench\` on ${machine}. A ratio is to \`node\` on an empty file, the median of ${pairs} pairs, with the`,
  'middle half of them in brackets.',
  '',
  '| what | measured |',
  '|---|---|',
  ...rows.map((cells) => `| ${cells.join(' | ')} |`),
  '',
].join('\n');
console.log(table);
if (process.argv.includes('--write')) writeFileSync(path.join(root, 'docs/benchmarks.md'), table);
