import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { at } from './command/at.ts';
import { makePlace, type Place, serial, start } from './command/run.ts';

// What counts for speed, as exact numbers: the files and modules that are loaded, and the bytes that are shipped.

/** Writes down, at the end of the process, what it has loaded. */
const probe = `process.on('exit', () => {
  const files = Object.keys(require.cache);
  require('node:fs').writeFileSync(process.env.PROBE_OUT, JSON.stringify({ modules: process.moduleLoadList, files }));
});`;

interface Loaded {
  /** Builtin modules. */
  modules: string[];
  /** Files of the package. */
  files: string[];
}

let place: Place;
let session: Record<string, string>;
let nothing: Loaded;
beforeAll(async () => {
  place = await makePlace();
  await setTimeout(2100); // files that changed just now are read again each time
  session = await place.begin();
  place.write('probe.cjs', probe);
  nothing = await loadedBy([process.execPath, place.write('empty.cjs', '')]);
});
afterAll(() => place.end());

async function loadedBy(words: string[], env: Record<string, string> = {}): Promise<Loaded> {
  const out = path.join(place.dir, 'probed.json');
  const wrapped = {
    ...place.env,
    ...env,
    NODE_OPTIONS: `--require=${path.join(place.home, 'probe.cjs')}`,
    PROBE_OUT: out,
  };
  const outcome = await start(words, { cwd: place.home, env: wrapped });
  expect(outcome).toMatchObject({ status: 0 });
  const { modules, files } = JSON.parse(readFileSync(out, 'utf8')) as Loaded;
  const installed = inject('installed');
  return {
    modules,
    files: files.filter((file) => file.startsWith(installed)).map((file) => path.relative(installed, file)),
  };
}

const mfaEnv = (words: string[], env?: Record<string, string>): Promise<Loaded> =>
  loadedBy([process.execPath, path.join(inject('installed'), 'dist/bin.cjs'), ...words], env);

/** The files of dist/. */
const built = (): string[] =>
  readdirSync(path.join(inject('installed'), 'dist'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(path.join(inject('installed'), 'dist', name)).isFile(),
  );

/** The heavy packages, each by a text that stands in it alone. chalk would load `node:tty`, which counts as a module. */
const heavy = { yargs: 'Not enough non-option arguments', 'the SDK': 'AWSSecurityTokenServiceV20110615' };

test.each<[string, string[]]>([
  ['a cached session', []],
  ['a cached session, by profile and shell', ['-p', 'default', '-s', 'bash', '-q']],
  ['a cached session, by profile as a word', ['-s', 'bash', 'default']],
  ['a cached session as JSON', ['-f', 'json']],
  ['--clear', ['--clear']],
  ['clear', ['clear', '-q']],
])('%s loads one small file of ours', async (_, words) => {
  await mfaEnv(words, session);
  const { modules, files } = await mfaEnv(words, session);
  const more = modules.filter((name) => !nothing.modules.includes(name)).map((name) => name.replace(/^.* /, ''));
  expect(more).toEqual([]);
  expect(files).toEqual(['dist/bin.cjs']);
  expect(statSync(path.join(inject('installed'), 'dist/bin.cjs')).size).toBeLessThan(16_300);
});

/** From Node 22.15 on the command takes the place of mfa-env, which then tells nothing. */
test.skipIf('execve' in process).each([[['exec']], [['exec', '-q', 'default']]])(
  '%j with a cached session loads what a command needs, whatever the command',
  async (words) => {
    const script = "require('node:child_process').spawn('true', { stdio: 'inherit' });";
    const spawning = await loadedBy([process.execPath, place.write('spawning.cjs', script)]);
    await mfaEnv([...words, '--', 'true']);
    const { modules, files } = await mfaEnv([...words, '--', 'sh', '-c', 'exit 0']);
    expect(files.sort()).toEqual(['dist/bin.cjs', 'dist/run.cjs']);
    const ours = ['NativeModule os', 'Internal Binding os', 'Internal Binding signal_wrap'];
    expect(modules.filter((name) => ![...spawning.modules, ...ours].includes(name))).toEqual([]);
    expect(statSync(path.join(inject('installed'), 'dist/run.cjs')).size).toBeLessThan(5000);
  },
);

test.each<[string[], number]>([
  [['exec'], 2],
  [['exec', '--'], 2],
  [['exec', '--', ''], 2],
  [['exec', '--', '/no/such/command'], 127],
])('%j is not served by what was remembered for another command', async (words, status) => {
  await place.run(['exec', '--', 'true']);
  expect(await place.run(words)).toMatchObject({ status, stdout: '' });
});

test('functions of the same version load no more, and those of another one what makes them anew', async () => {
  const { version } = JSON.parse(readFileSync(path.join(inject('installed'), 'package.json'), 'utf8'));
  for (const words of [[], ['--clear']]) {
    const { modules, files } = await mfaEnv(words, { ...session, MFA_ENV_FUNCTIONS: version });
    expect(files).toEqual(['dist/bin.cjs']);
    expect(modules.filter((name) => !nothing.modules.includes(name))).toEqual([]);
    for (const other of ['0.0.1', `${version}+moved`, ''])
      expect((await mfaEnv(words, { ...session, MFA_ENV_FUNCTIONS: other })).files.sort()).toEqual(
        ['bin', 'main'].map((name) => `dist/${name}.cjs`),
      );
  }
});

test('a cached session that has to be found each time loads two files, and nothing heavy', async () => {
  const { modules, files } = await mfaEnv([], { ...session, AWS_CONFIG_FILE: '$HOME/.aws/config' });
  expect(modules.filter((name) => !nothing.modules.includes(name))).toEqual([]);
  expect(files.sort()).toEqual(['dist/bin.cjs', 'dist/main.cjs']);
  const text = (file: string): string => readFileSync(path.join(inject('installed'), file), 'utf8');
  const shipped = built().map((name) => path.join('dist', name));
  for (const [name, mark] of Object.entries(heavy)) {
    const holders = shipped.filter((file) => text(file).includes(mark));
    expect(holders, `${name} is somewhere`).not.toEqual([]);
    expect(
      holders.filter((file) => files.includes(file)),
      `${name} is not loaded`,
    ).toEqual([]);
  }
  expect(files.map(text).join('').length).toBeLessThan(166_000);
});

test('a new session over plain HTTP loads what it needs: no TLS, no prompt, no other program, nothing of the web', async () => {
  const { modules, files } = await mfaEnv([place.sts.freshCode(serial)]);
  expect(files.sort()).toEqual(['bin', 'main', 'sdk'].map((name) => `dist/${name}.cjs`));
  const unneeded = ['https', 'tls', 'readline', 'child_process', 'fs/promises', 'internal/fs/rimraf'];
  for (const name of [...unneeded, 'internal/webstreams/readablestream']) {
    if (nothing.modules.includes(`NativeModule ${name}`)) continue; // some versions of Node start with it
    expect(modules, name).not.toContain(`NativeModule ${name}`);
  }
  const bytes = files.map((file) => statSync(path.join(inject('installed'), file)).size);
  expect(bytes.reduce((sum, size) => sum + size)).toBeLessThan(302_150);
});

test('C4.2: the question is on the screen before the SDK is loaded', async () => {
  const out = path.join(place.dir, 'asked.json');
  const script = `const { writeSync, writeFileSync } = require('node:fs');
  require('node:fs').writeSync = (fd, text, ...rest) => {
    if (/MFA code/.test(text)) writeFileSync(process.env.PROBE_OUT, JSON.stringify(Object.keys(require.cache)));
    return writeSync(fd, text, ...rest);
  };`;
  const env = { NODE_OPTIONS: `--require=${place.write('asked.cjs', script)}`, PROBE_OUT: out };
  const terminal = at(place, '"$@"', ['--refresh'], env);
  await terminal.until('MFA code for');
  const loaded = (JSON.parse(readFileSync(out, 'utf8')) as string[]).map((file) => path.basename(file));
  expect(loaded.filter((name) => name !== 'asked.cjs').sort()).toEqual(['ask.cjs', 'bin.cjs', 'main.cjs']);
  terminal.press('\u0003');
  await terminal.until('status=130');
});

test('the connection to STS is on its way before the SDK is loaded', async () => {
  const out = path.join(place.dir, 'on-its-way.json');
  const script = `const { _extensions } = require('node:module');
  const load = _extensions['.js'];
  _extensions['.js'] = (module, file) => {
    const isOpen = () => process._getActiveHandles().some(({ connecting }) => connecting === false);
    const isOnItsWay = () => process.getActiveResourcesInfo().includes('TCPConnectWrap');
    if (/sdk.cjs$/.test(file)) require('node:fs').writeFileSync(process.env.PROBE_OUT, String(isOpen() || isOnItsWay()));
    return load(module, file);
  };`;
  const env = { NODE_OPTIONS: `--require=${place.write('on-its-way.cjs', script)}`, PROBE_OUT: out };
  expect(await place.run([place.sts.freshCode(serial)], { env })).toMatchObject({ status: 0 });
  expect(readFileSync(out, 'utf8')).toBe('true');
});

test('a new session over TLS loads no file more', async () => {
  const secure = await makePlace({ tls: true });
  try {
    const env = { ...secure.env, AWS_CA_BUNDLE: secure.sts.caFile ?? '' };
    const { modules, files } = await mfaEnv([secure.sts.freshCode(serial)], env);
    expect(files.sort()).toEqual(['bin', 'main', 'sdk'].map((name) => `dist/${name}.cjs`));
    expect(modules).toContain('NativeModule https');
  } finally {
    await secure.end();
  }
});

test.each<[string[], string[]]>([
  [
    ['init', 'bash', '--auto'],
    ['bin', 'main'],
  ],
  [['status'], ['bin', 'main', 'reports']],
  [['list'], ['bin', 'main', 'reports']],
  [['--version'], ['bin', 'main']],
  [['--help'], ['bin', 'main', 'yargs']],
])('%j loads %j', async (words, expected) => {
  expect((await mfaEnv(words)).files.sort()).toEqual(expected.map((name) => `dist/${name}.cjs`));
});

test('the console with a cached session loads no SDK', async () => {
  const words = ['console', '--print', '--role-arn', 'arn:aws:iam::111122223333:role/readonly'];
  await mfaEnv(words);
  expect((await mfaEnv(words)).files.sort()).toEqual(['bin', 'main', 'reports'].map((name) => `dist/${name}.cjs`));
});

test('the tarball: at most 309 KB, and 158 without the documents and what only set-up, rotate, the list of profiles, exec --live, reports and errors load', () => {
  const names = readdirSync(inject('installed'), { recursive: true, encoding: 'utf8' });
  const besides = names.filter((name) =>
    /^(docs\/|[A-Z]+\.md$|dist\/(setup|rotate|iam-calls|live|questions|pick|reports)\.cjs$)/.test(name),
  );
  expect(besides.length).toBeGreaterThan(8);
  const packed = besides.map((name) => gzipSync(readFileSync(path.join(inject('installed'), name))).length);
  const { size } = statSync(inject('tarball'));
  expect(size).toBeLessThanOrEqual(309_000);
  expect(size - packed.reduce((all, one) => all + one)).toBeLessThanOrEqual(158_000);
});

test('an install is one package, and runs nothing', () => {
  const about = JSON.parse(readFileSync(path.join(inject('installed'), 'package.json'), 'utf8'));
  expect(about).not.toHaveProperty('dependencies');
  expect(about).not.toHaveProperty('optionalDependencies');
  expect(about).not.toHaveProperty('peerDependencies');
  // npm runs `prepare` in a checkout, and never in a package that was packed.
  expect(Object.keys(about.scripts ?? {}).filter((name) => /install|^prepare|^prepublish/.test(name))).toEqual([
    'prepare',
  ]);
  expect(readdirSync(path.dirname(inject('installed')))).toEqual(['mfa-env']);
  expect(readdirSync(inject('installed'))).not.toContain('node_modules');
});

test('no file of the build names the machine it was made on', () => {
  for (const name of built()) {
    const text = readFileSync(path.join(inject('installed'), 'dist', name), 'utf8');
    expect(text.includes(path.resolve(import.meta.dirname, '..')), name).toBe(false);
  }
});
