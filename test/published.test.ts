import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, inject, test } from 'vitest';

// What goes out to users, and what is in it. That an install is one package and runs nothing is in loaded.test.ts.

const root = path.resolve(import.meta.dirname, '..');
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
      'README.md',
      'package.json',
      ...[
        'THIRD-PARTY-LICENSES.txt',
        'bin.cjs',
        'cli.cjs',
        'get.cjs',
        'https-proxy-agent.cjs',
        'mfa-env.1',
        'new.cjs',
        'rest.cjs',
        'run.cjs',
        'sdk.cjs',
      ].map((name) => `dist/${name}`),
      ...['auto', 'mfa-env'].flatMap((name) => ['bash', 'fish', 'zsh'].map((shell) => `shell/${name}.${shell}`)),
    ].sort(),
  );
});

test('only the command can be run, and no file can be written by others', () => {
  const runnable = packed().filter((name) => statSync(path.join(inject('installed'), name)).mode & 0o111);
  expect(runnable).toEqual(['dist/bin.cjs']);
  expect(packed().filter((name) => statSync(path.join(inject('installed'), name)).mode & 0o022)).toEqual([]);
});

interface Bill {
  bomFormat: string;
  specVersion: string;
  metadata: { component: { name: string; version: string } };
  components: { name: string; purl: string; hashes: { content: string }[]; licenses: { license: { id: string } }[] }[];
}
const bill = (): Bill => JSON.parse(execFileSync(process.execPath, [path.join(root, 'scripts/sbom.mjs')]).toString());

test('the bill of materials names each bundled package, locked by its hash', () => {
  const { bomFormat, specVersion, metadata, components } = bill();
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  expect({ bomFormat, specVersion, name: metadata.component.name, version: metadata.component.version }).toEqual({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    name: 'mfa-env',
    version,
  });
  const purls = components.map(({ purl }) => purl);
  expect(new Set(purls).size).toBe(purls.length);
  for (const name of ['%40aws-sdk/client-sts', '%40smithy/node-http-handler', 'yargs', 'chalk', 'ini', 'leven'])
    expect(purls.filter((purl) => purl.startsWith(`pkg:npm/${name}@`))).toHaveLength(1);
  for (const { hashes } of components) expect(hashes[0]?.content).toMatch(/^[0-9a-f]{128}$/);
});

test('the licences of what is bundled allow it', () => {
  const licences = bill().components.flatMap(({ licenses }) => licenses.map(({ license }) => license.id));
  expect(licences.filter((id) => !/^(MIT|ISC|Apache-2\.0|0BSD|BSD-[23]-Clause)$/.test(id))).toEqual([]);
});

test('few direct dependencies, each of one exact version, from the registry', () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  expect(dependencies).toBeUndefined();
  for (const [name, version] of Object.entries(devDependencies)) expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { resolved?: string; integrity?: string }>;
  };
  for (const [place, { resolved, integrity }] of Object.entries(packages)) {
    if (place === '') continue;
    // The lock may leave the place out: then it is the registry.
    expect(resolved ?? 'https://registry.npmjs.org/', place).toMatch(/^https:\/\/registry\.npmjs\.org\//);
    expect(integrity, place).toMatch(/^sha512-/);
  }
});
