import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { beforeAll, expect, inject, test } from 'vitest';
import { newFolder } from './fs/folder.ts';

// What goes out to users, and what is in it. That an install is one package and runs nothing is in loaded.test.ts.

const root = path.resolve(import.meta.dirname, '..');
const textOf = (...names: string[]): string => readFileSync(path.join(...names), 'utf8');
const aboutIn = (folder: string) => JSON.parse(textOf(folder, 'package.json'));
const packed = (): string[] =>
  execFileSync('tar', ['-tzf', inject('tarball')], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((name) => name.replace(/^package\//, ''))
    .sort();

test('the published files are these', () => {
  expect(packed()).toEqual(
    [
      'LICENSE',
      ...['CHANGELOG.md', 'CONTRIBUTING.md', 'README.md', 'SECURITY.md'],
      'package.json',
      ...readdirSync(path.join(root, 'docs')).map((name) => `docs/${name}`),
      ...[
        'THIRD-PARTY-LICENSES.txt',
        'ask.cjs',
        'authaws.1',
        'bin.cjs',
        'iam-calls.cjs',
        'main.cjs',
        'mfa-env.1',
        'live.cjs',
        'pick.cjs',
        'proxy.cjs',
        'questions.cjs',
        'reports.cjs',
        'run.cjs',
        'rotate.cjs',
        'sdk.cjs',
        'setup.cjs',
        'yargs.cjs',
      ].map((name) => `dist/${name}`),
      ...['auto', 'mfa-env', 'wrap'].flatMap((name) =>
        ['bash', 'fish', 'zsh'].map((shell) => `dist/shell/${name}.${shell}`),
      ),
      ...['bash', 'zsh'].map((shell) => `dist/shell/later.${shell}`),
    ].sort(),
  );
});

test('the version stands in package.json, and the build takes it from there', () => {
  const { version } = aboutIn(root);
  const files = ['src', 'shell', 'scripts'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name)),
  );
  const sources = files.filter((name) => statSync(path.join(root, name)).isFile());
  expect(sources.length).toBeGreaterThan(100);
  expect(sources.filter((name) => textOf(root, name).includes(version))).toEqual([]);
  for (const shell of ['bash', 'zsh', 'fish'])
    expect(textOf(inject('installed'), `dist/shell/mfa-env.${shell}`)).toContain(version);
});

test('only the command can be run, and no file can be written by others', () => {
  const runnable = packed().filter((name) => statSync(path.join(inject('installed'), name)).mode & 0o111);
  expect(runnable).toEqual(['dist/bin.cjs']);
  expect(packed().filter((name) => statSync(path.join(inject('installed'), name)).mode & 0o022)).toEqual([]);
});

interface LeftOut {
  plugin: Plugin;
  check(): void;
}
const leftOut = async (): Promise<LeftOut> =>
  (await import(path.join(root, 'scripts/bundle/unreached.mjs'))).withoutUnreached();

test('the program asks for builtin modules and its own files only', () => {
  const dist = path.join(inject('installed'), 'dist');
  const files = packed().flatMap((name) => /^dist\/(.*\.cjs)$/.exec(name)?.[1] ?? []);
  const wanted = files.flatMap((name) => [
    ...textOf(dist, name).matchAll(/\b(?:require|import|getBuiltinModule)\("([^"]*)"\)/g),
  ]);
  const names = new Set(wanted.map(([, name = '']) => name));
  expect(names.size).toBeGreaterThan(10);
  const foreign = [...names].filter((name) => !isBuiltin(name) && !files.includes(name.replace(/^\.\//, '')));
  expect(foreign).toEqual([]);
});

test('the build fails where a part that it leaves out has another name by now', async () => {
  const { plugin, check } = await leftOut();
  const one = { contents: "import 'debug'; import 'bowser';", resolveDir: root };
  await build({ stdin: one, bundle: true, write: false, plugins: [plugin] });
  expect(check).toThrow(/nothing is imported as .*argsert/);
  expect(check).not.toThrow(/debug|bowser/);
});

/** The folders of the packages that esbuild itself reads for the program, all of it in one file. */
let bundled: string[];
beforeAll(async () => {
  const { plugin } = await leftOut();
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['src/bin.ts'],
    bundle: true,
    write: false,
    outfile: 'all.cjs',
    metafile: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    logLevel: 'error',
    plugins: [plugin],
  });
  const folders = Object.keys(metafile.inputs).flatMap(
    (input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0] ?? [],
  );
  bundled = [...new Set(folders)].map((folder) => path.resolve(root, folder));
});

interface Bill {
  bomFormat: string;
  specVersion: string;
  metadata: { component: { name: string; version: string } };
  components: { name: string; purl: string; hashes: { content: string }[]; licenses: { license: { id: string } }[] }[];
}
const bill = (): Bill => JSON.parse(execFileSync(process.execPath, [path.join(root, 'scripts/sbom.mjs')]).toString());

test('the bill of materials names each bundled package and no other, locked by its hash', () => {
  const { bomFormat, specVersion, metadata, components } = bill();
  const { version } = aboutIn(root);
  expect({ bomFormat, specVersion, name: metadata.component.name, version: metadata.component.version }).toEqual({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    name: 'mfa-env',
    version,
  });
  const expected = bundled.map(aboutIn).map((one) => `pkg:npm/${one.name.replace('@', '%40')}@${one.version}`);
  expect(components.map(({ purl }) => purl)).toEqual([...new Set(expected)].sort());
  for (const { hashes } of components) expect(hashes[0]?.content).toMatch(/^[0-9a-f]{128}$/);
});

test('the licence of each bundled package goes out with it, and of no other', () => {
  const shipped = textOf(inject('installed'), 'dist/THIRD-PARTY-LICENSES.txt');
  const titles = bundled.map(aboutIn).map(({ name, version, license }) => `--- ${name} ${version} (${license})`);
  expect(shipped.match(/^--- .*/gm)?.sort()).toEqual(titles.sort());
  for (const folder of bundled) {
    const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
    if (file) expect(shipped, folder).toContain(textOf(folder, file).trim());
  }
});

test('the licences of what is bundled allow it', () => {
  const licences = bill().components.flatMap(({ licenses }) => licenses.map(({ license }) => license.id));
  expect(licences.filter((id) => !/^(MIT|ISC|Apache-2\.0|0BSD|BSD-[23]-Clause)$/.test(id))).toEqual([]);
});

/** The names in the first column of the tables of packages, each table by the head of that column. */
function explained(head: string): RegExp[] {
  const [, rows = ''] = textOf(root, 'CONTRIBUTING.md').split(`| ${head} | why |\n|---|---|\n`);
  const [table = ''] = rows.split('\n\n');
  const names = table.split('\n').flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)]);
  return names.map(([, name = '']) => new RegExp(`^${name.replace('*', '[^/]+')}$`));
}

test('what `npm publish` builds by itself is what the tests have packed without it', () => {
  const { scripts } = aboutIn(root);
  expect({ prepare: scripts.prepare, build: scripts.build }).toEqual({
    prepare: 'npm run build --silent',
    build: 'node scripts/build.mjs',
  });
  const others = Object.keys(scripts).filter((name) => /^(pre|post)(pack|publish|build|install)|^prepare/.test(name));
  expect(others).toEqual(['prepare']);
});

test('the line of the README installs a checkout that was never built', { timeout: 120_000 }, () => {
  const folder = newFolder();
  const [checkout, prefix] = [path.join(folder, 'checkout'), path.join(folder, 'prefix')];
  const left = ['.git', 'build', 'dist', 'node_modules'];
  cpSync(root, checkout, { recursive: true, filter: (file) => !left.includes(path.relative(root, file)) });
  symlinkSync(path.join(root, 'node_modules'), path.join(checkout, 'node_modules'));
  execFileSync('npm', ['run', 'prepare'], { cwd: checkout, stdio: 'ignore' }); // the part of `npm ci` that builds
  const line = ['install', '-g', '--install-links', '--ignore-scripts', '.'];
  const words = [...line, '--prefix', prefix, '--no-audit', '--no-fund', '--offline'];
  execFileSync('npm', words, { cwd: checkout, stdio: 'ignore' });
  const said = execFileSync(path.join(prefix, 'bin/mfa-env'), ['--version'], { encoding: 'utf8' });
  expect(said.trim()).toBe(aboutIn(root).version);
});

test('few direct dependencies, each with a reason in CONTRIBUTING.md', () => {
  const { dependencies, devDependencies } = aboutIn(root);
  expect(dependencies).toBeUndefined();
  const names = Object.keys(devDependencies);
  expect(names.length).toBeLessThanOrEqual(23);
  const inBundle = bundled.map((folder) => aboutIn(folder).name);
  for (const [reasons, wanted] of [
    [explained('in the bundle'), names.filter((name) => inBundle.includes(name))],
    [explained('for the work'), names.filter((name) => !inBundle.includes(name))],
  ] as const) {
    expect(wanted.filter((name) => !reasons.some((reason) => reason.test(name)))).toEqual([]);
    expect(reasons.filter((reason) => !wanted.some((name) => reason.test(name)))).toEqual([]);
  }
});

test('each direct dependency is of one exact version, and all come from the registry', () => {
  for (const [name, version] of Object.entries(aboutIn(root).devDependencies))
    expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
  const { packages } = JSON.parse(textOf(root, 'package-lock.json')) as {
    packages: Record<string, { resolved?: string; integrity?: string }>;
  };
  for (const [place, { resolved, integrity }] of Object.entries(packages)) {
    if (place === '') continue;
    // The lock may leave the place out: then it is the registry.
    expect(resolved ?? 'https://registry.npmjs.org/', place).toMatch(/^https:\/\/registry\.npmjs\.org\//);
    expect(integrity, place).toMatch(/^sha512-/);
  }
});
