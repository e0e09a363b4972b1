// npm run shells: the tests of test/shell in each shell below a folder, any number of versions side by side, and a table.
//   npm run shells /opt/shells              everything
//   npm run shells /opt/shells live wrap    a part: the words behind the folder go to vitest
//   npm run shells old                      what the functions do for an old bash or fish, in those of this machine
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Shells by the names of their programs: as test/shell/shells.ts calls them, and the words that have them tell a version. */
const kinds = {
  bash: ['bash', '-c', 'echo $BASH_VERSION'],
  zsh: ['zsh', '-c', 'echo $ZSH_VERSION'],
  // One before 3.4 has nothing but the message that it is too old.
  fish: ['fish', '-c', 'string match -qr "^([0-2]|3[.][0-3])[.]" $version; or echo $version'],
  busybox: ['busybox'],
  ksh93: ['ksh', '-c', 'echo $KSH_VERSION'],
  mksh: ['mksh', '-c', 'echo $KSH_VERSION'],
  yash: ['yash', '-c', 'echo $YASH_VERSION'],
};

const root = path.resolve(import.meta.dirname, '..');
const [folder = '', ...given] = process.argv.slice(2);
const parts = given.length === 0 ? ['test/shell'] : given;
const old = [
  ['bash', '3.2'],
  ['bash', '4.3'],
  ['fish', '3.4'],
  ['fish', '3.5'],
].map(([shell, version]) => ({ shell, version: `as ${version}`, env: { TEST_AS: version } }));
if (folder !== 'old' && !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
  console.error('usage: npm run shells FOLDER|old [PART...]');
  process.exit(2);
}

const report = path.join(mkdtempSync(path.join(tmpdir(), 'mfa-env-shells-')), 'report.json');
const rows = (folder === 'old' ? old : programsBelow(folder)).map(({ shell, version, env }) => {
  console.log(`--- ${shell} ${version} ${Object.values(env)[0]}`);
  const titles = `(^|: )${shell} `; // its tests stand in a group with its name
  const words = ['run', '--reporter=json', `--outputFile=${report}`, '-t', titles, ...parts];
  const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', ...words], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [passed, failed, skipped] = countsIn(report, new RegExp(titles));
  return [shell, version, passed, status === 0 ? failed : failed || 'broken off', skipped];
});
rmSync(path.dirname(report), { recursive: true });

for (const row of [['shell', 'version', 'passed', 'failed', 'skipped'], ...rows])
  console.log(row.map((cell, at) => (at < 2 ? String(cell).padEnd(12) : String(cell).padStart(11))).join(''));
if (rows.length === 0 || rows.some(([, , passed, failed]) => failed !== 0 || passed === 0)) process.exitCode = 1;

/** The shells below a folder, each once, that run on this machine. */
function programsBelow(top) {
  const found = readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((entry) => Object.hasOwn(kinds, entry.name) && !entry.isDirectory())
    .map((entry) => [realpathSync(path.join(entry.parentPath, entry.name)), kinds[entry.name]]);
  return [...new Map(found)].sort().flatMap(([program, [shell, ...words]]) => {
    const [version] = /\d[^\s(]*/.exec(spawnSync(program, words, { encoding: 'utf8' }).stdout) ?? [];
    const env = { [`TEST_${shell.toUpperCase()}`]: program, ...(shell === 'zsh' && functionsOf(program)) };
    return version ? [{ shell, version, env }] : [];
  });
}

/** Where a zsh has its own functions: those of another version do not work in it. */
function functionsOf(program) {
  const prefix = path.resolve(program, '../..');
  const folder = ['share', 'usr/share'].map((name) => path.join(prefix, name, 'zsh/functions')).find(existsSync);
  if (folder === undefined) return {};
  const below = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isDirectory());
  return { TEST_FPATH: [folder, ...below.map((entry) => path.join(entry.parentPath, entry.name))].join(':') };
}

/** How many tests passed, failed and were skipped, of those that the pattern names. Says which failed, and why. */
function countsIn(file, pattern) {
  const files = JSON.parse(readFileSync(file, 'utf8')).testResults;
  rmSync(file);
  const tests = files.flatMap(({ name, message, assertionResults: all }) => [
    ...all.filter(({ fullName }) => pattern.test(fullName)),
    // A file that could not be read has no tests.
    ...(message ? [{ fullName: path.relative(root, name), status: 'failed', failureMessages: [message] }] : []),
  ]);
  const failed = tests.filter(({ status }) => status === 'failed');
  for (const { fullName, failureMessages } of failed) {
    console.log(`${fullName}\n  ${failureMessages.join('\n').split('\n    at ')[0].slice(0, 1000)}\n`);
  }
  const passed = tests.filter(({ status }) => status === 'passed').length;
  return [passed, failed.length, tests.length - passed - failed.length];
}
