import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

// What may publish runs no code of packages, publishes one file that another job made, and no action changes unseen.

const folder = path.resolve(import.meta.dirname, '../.github/workflows');
const textOf = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
const workflows = readdirSync(folder).map((name) => ({ name, text: textOf(name) }));

/** The jobs of a workflow: each begins with its name, two blanks deep. */
function jobsOf(text: string): Record<string, string> {
  const [, jobs = ''] = text.split(/^jobs:\n/m);
  const parts = jobs.split(/^ {2}([\w-]+):\n/m).slice(1);
  return Object.fromEntries(parts.flatMap((name, at) => (at % 2 === 0 ? [[name, parts[at + 1] ?? '']] : [])));
}

const all = workflows.flatMap(({ name, text }) =>
  Object.entries(jobsOf(text)).map(([job, steps]) => ({ job: `${name} ${job}`, steps })),
);
const release = jobsOf(textOf('release.yml'));
const mayWrite = (steps: string): boolean => /^ +[\w-]+: write\b/m.test(steps);

test('the jobs are found', () => {
  expect(Object.keys(release)).toEqual(['test', 'build', 'publish', 'release']);
  expect(all.filter(({ steps }) => mayWrite(steps)).map(({ job }) => job)).toEqual([
    'release.yml publish',
    'release.yml release',
  ]);
});

test.each(workflows)('$name: rights are given to single jobs, and actions are named by their commits', ({ text }) => {
  expect(text).toMatch(/^permissions:\n {2}contents: read\n(?! )/m);
  expect(text).not.toMatch(/pull_request_target|workflow_run|secrets\./);
  const actions = [...text.matchAll(/uses: (.*)/g)].map(([, action = '']) => action);
  const local = './.github/workflows/ci.yml';
  expect(
    actions.filter((action) => action !== local && !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v[\d.]+$/.test(action)),
  ).toEqual([]);
});

test.each(all)('$job: packages run no code of theirs while they are installed', ({ steps }) => {
  for (const [line] of steps.matchAll(/npm (?:ci|install|i)\b.*/g)) expect(line).toContain('--ignore-scripts');
  expect(steps).not.toMatch(/\b(?:yarn|pnpm)\b/);
});

test.each(all.filter(({ steps }) => mayWrite(steps)))('$job: no code of the repository runs there', ({ steps }) => {
  const program = steps.replace(/ # .*/g, '');
  expect(program).not.toMatch(/checkout|\bnode |npx|npm (?!publish \.\/mfa-env\.tgz --ignore-scripts )/);
  expect(steps).toContain('sha256sum --check --strict');
  expect(steps).toContain('needs.build.outputs.sum');
});

test('what is published is what was built and tested, and nothing is packed twice', () => {
  expect(release.publish).toMatch(/needs: \[test, build\]/);
  expect(release.publish).toMatch(/npm publish \.\/mfa-env\.tgz .*--provenance/);
  const text = Object.values(release).join('');
  expect(text.match(/npm pack\b/g)).toHaveLength(1);
  expect(text.match(/npm publish\b/g)).toHaveLength(1);
  expect(release.build).toMatch(/npm pack --ignore-scripts/);
});

test('what a person names, as a tag, comes into a script as a variable and never as a part of its text', () => {
  const lines = textOf('release.yml').match(/^.*\$\{\{.*$/gm) ?? [];
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.filter((line) => !/^ +\w+: \$\{\{ [\w.]+ \}\}$/.test(line))).toEqual([]);
});
