// npm run counts: how large src/ is, and how many of its files a call enters.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const src = path.resolve(import.meta.dirname, '../src');
const read = (file) => readFileSync(path.join(src, file), 'utf8');

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => /(?<!\.d)\.ts$/.test(name));
const texts = files.map(read);
const lengths = texts.map((text) => text.trimEnd().split('\n').length).sort((a, b) => a - b);
const lines = lengths.reduce((sum, length) => sum + length);
const comments = texts.flatMap((text) => text.split('\n').filter((line) => /^\s*(\/\/|\/\*|\*)/.test(line))).length;

/** The files that an import at the top of a file names, but for those of types alone. */
const importsOf = (file) =>
  [...read(file).matchAll(/^(?:import|export)\s+(?!type\s)(?:\{([^}]*)\}\s+from\s+|[^'"{;]*?\sfrom\s+)?'(\.[^']+)'/gm)]
    .filter(([, names]) => !names?.split(',').every((name) => /^\s*(type\s.*)?$/.test(name)))
    .map(([, , to]) => path.relative(src, path.resolve(src, path.dirname(file), to)));

/** How many files are entered from these: from the first, and from those that it imports when it needs them. */
function entered(...roots) {
  const seen = new Set();
  const walk = (file) => {
    if (seen.has(file)) return;
    seen.add(file);
    importsOf(file).forEach(walk);
  };
  roots.forEach(walk);
  return seen.size;
}

const found = ['bin.ts', 'main.ts', 'commands/get.ts', 'session/remember.ts'];
const created = ['bin.ts', 'main.ts', 'commands/get.ts', 'session/renew.ts', 'aws/sdk/sts.ts'];
const counts = {
  'files in src': files.length,
  'lines, median': lengths[Math.floor(lengths.length / 2)],
  'lines, maximum': lengths.at(-1),
  'comment lines': `${((100 * comments) / lines).toFixed(1)} %`,
  'files entered by --clear or a recalled session': entered('bin.ts'),
  'files entered by a session that has to be found': entered(...found),
  'files entered by a new session': entered(...created),
};
for (const [what, count] of Object.entries(counts)) console.log(`${String(count).padStart(7)}  ${what}`);
