import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

// Keeps the floors of the house: what is where, and who may use whom.

const root = path.resolve(import.meta.dirname, '../src');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
  .sort();

/** From the top down: nobody uses what stands above. */
const floors: readonly (readonly string[])[] = [
  ['bin.ts'],
  ['main.ts'],
  ['fail.ts'],
  ['commands/'],
  ['doctor/', 'rotate/', 'setup/'],
  ['keep/'],
  ['session/'],
  ['mfa/'],
  ['aws/'],
  ['cache/'],
  ['fs/'],
  ['cli/'],
  ['text/colors.ts'],
  ['terminal/'],
  ['system/', 'shell/', 'context.ts'],
  ['text/', 'errors.ts'],
  ['old-node.ts'],
];

const floorOf = (file: string): number =>
  floors.findIndex((floor) => floor.some((room) => (room.endsWith('/') ? file.startsWith(room) : file === room)));

interface Import {
  from: string;
  /** A file of ours, relative to src/; else the package. */
  to: string;
  ours: boolean;
}

const imports: Import[] = files.flatMap((from) => {
  const text = readFileSync(path.join(root, from), 'utf8');
  const found = [
    ...text.matchAll(/^(?:import|export)\s+(?:type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm),
    ...text.matchAll(/\b(?:import|process\.getBuiltinModule)\('([^']+)'\)/g),
  ];
  return found.map(([, name = '']) => {
    const ours = name.startsWith('.');
    const to = ours ? path.relative(root, path.resolve(root, path.dirname(from), name)) : name;
    return { from, to, ours };
  });
});
const inside = imports.filter(({ ours, to }) => ours && to.endsWith('.ts'));

test('the imports are found', () => {
  expect(inside.length).toBeGreaterThan(50);
  expect(new Set(inside.map(({ to }) => to).filter((to) => !files.includes(to)))).toEqual(new Set());
});

test('each file stands on a floor, and no import goes up', () => {
  expect(files.filter((file) => floorOf(file) === -1)).toEqual([]);
  const up = inside.filter(({ from, to }) => floorOf(to) < floorOf(from));
  expect(up.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
});

test('no import leads back to where it started, for a type neither', () => {
  const next = (file: string): string[] => inside.filter(({ from }) => from === file).map(({ to }) => to);
  const circles: string[] = [];
  const done = new Set<string>();
  const walk = (trail: string[]): void => {
    const last = trail.at(-1) ?? '';
    for (const to of next(last)) {
      if (trail.includes(to)) circles.push([...trail.slice(trail.indexOf(to)), to].join(' → '));
      else if (!done.has(to)) walk([...trail, to]);
    }
    done.add(last);
  };
  for (const file of files) walk([file]);
  expect(circles).toEqual([]);
});

test.each<[RegExp, RegExp]>([
  [/^@clack\/prompts$/, /^terminal\/questions\.ts$/],
  [/^uqr$/, /^setup\/enrol\/screen\.ts$/],
  [/^yargs/, /^cli\/full-parse\.ts$/],
  [/^chalk$/, /^text\/colors\.ts$/],
  [/^ini$/, /^aws\/files\/sections\.ts$/],
  [/^@(aws-sdk|smithy)\//, /^aws\/sdk\/(client|sts|iam|iam-calls|mfa-devices|access-keys)\.ts$/],
  [/^https-proxy-agent$|^proxy-from-env$/, /^aws\/sdk\/(proxy|connection)\.ts$/],
  [/^(node:)?child_process$/, /^(system\/(run-(command|line)|browser)|shell\/detect)\.ts$/],
])('%s is used in %s only', (name, room) => {
  const users = imports.filter(({ to, ours }) => !ours && name.test(to)).map(({ from }) => from);
  expect(users.filter((user) => !room.test(user))).toEqual([]);
  expect(users.length).toBeGreaterThan(0);
});

test('builtin modules are named with node:', () => {
  const bare = imports.filter(
    ({ to, ours }) => !ours && /^(fs|path|os|crypto|tty|net|http|https|util|child_process)$/.test(to),
  );
  expect(bare).toEqual([]);
});

test('no file above 200 lines, no utils, no barrels', () => {
  const long = files.filter((file) => readFileSync(path.join(root, file), 'utf8').split('\n').length > 201);
  expect(long).toEqual([]);
  expect(files.filter((file) => /(^|\/)(utils?|helpers?|index)\.ts$/.test(file))).toEqual([]);
});

test('the status of the process is set in one place', () => {
  const text = (file: string): string => readFileSync(path.join(root, file), 'utf8');
  expect(files.filter((file) => /process\.(exit|exitCode)\b/.test(text(file)))).toEqual([
    'bin.ts',
    'fail.ts',
    'old-node.ts',
  ]);
});

/** A difference of two clock readings, or what somebody has named so, that must be small. */
const timeLimit =
  /(?:(?:\bnow\(\)|hrtime(?:\.bigint)?\(\)) - [\w.]+|\b(?:elapsed|took|waited|milliseconds|ms)\b[^()]*)\)+\s*\.(?:toBeLess|not\.toBeGreater)/i;

test.each<[string, boolean]>([
  ['expect(Date.now() - start).toBeLessThan(500)', true],
  ['expect(performance.now() - start).not.toBeGreaterThan(500)', true],
  ['expect(Number(process.hrtime.bigint() - start)).toBeLessThan(500)', true],
  ['expect(elapsed).toBeLessThanOrEqual(500)', true],
  ['expect(outcome.ms).toBeLessThan(500)', true],
  ['expect(performance.now() - start).toBeGreaterThanOrEqual(295)', false],
  ['expect(lookedUp(3000) / lookedUp(300)).toBeLessThan(11)', false],
  ['expect(names.length).toBeLessThan(20)', false],
])('a limit on time is seen in %s: %s', (text, expected) => {
  expect(timeLimit.test(text)).toBe(expected);
});

test('no test sets a limit on the time that passes: a machine may be slow', () => {
  const tests = path.resolve(root, '../test');
  const timed = readdirSync(tests, { recursive: true, encoding: 'utf8' }).filter(
    (file) =>
      file.endsWith('.ts') && file !== 'house.test.ts' && timeLimit.test(readFileSync(path.join(tests, file), 'utf8')),
  );
  expect(timed).toEqual([]);
});

/** The text of a test file behind its imports. */
const behindImports = (text: string): string => text.replace(/^(?:import [^;]*;\n|\n)*/, '').trimStart();

test('each test file says at its top what it proves', () => {
  const tests = path.resolve(root, '../test');
  const mute = readdirSync(tests, { recursive: true, encoding: 'utf8' }).filter(
    (file) =>
      file.endsWith('.test.ts') && !/^\/\/ \S/.test(behindImports(readFileSync(path.join(tests, file), 'utf8'))),
  );
  expect(mute).toEqual([]);
});
