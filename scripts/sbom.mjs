// Prints a bill of what is bundled in dist/, as CycloneDX 1.6. `npm sbom` knows only what would be installed beside the
// package, and that is nothing. Names, versions and licences are those that the build wrote down; hashes, the lock's.
import { readFile } from 'node:fs/promises';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const read = (file) => readFile(path.join(root, file), 'utf8');
const about = JSON.parse(await read('package.json'));
const { packages } = JSON.parse(await read('package-lock.json'));
const built = await read('dist/THIRD-PARTY-LICENSES.txt');

const bundled = [...built.matchAll(/^--- (\S+) (\S+) \((.+)\)$/gm)].map(([, name, version, licence]) => ({
  name,
  version,
  licence,
}));
const components = [...new Map(bundled.map((one) => [`${one.name}@${one.version}`, one])).values()].map(component);
const subject = { type: 'application', ...identity(about), licenses: [{ license: { id: about.license } }] };
const bill = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: { component: subject },
  components: components.sort((a, b) => (a.purl < b.purl ? -1 : 1)),
  dependencies: [{ ref: subject['bom-ref'], dependsOn: components.map((one) => one['bom-ref']) }],
};
console.log(JSON.stringify(bill, undefined, 2));

function component({ name, version, licence }) {
  const locked = Object.entries(packages).find(
    ([place, { version: other }]) => place.endsWith(`node_modules/${name}`) && other === version,
  )?.[1];
  if (!locked?.integrity) throw new Error(`${name} ${version} is not in package-lock.json`);
  const [, sum] = /sha512-(\S+)/.exec(locked.integrity) ?? [];
  return {
    type: 'library',
    ...identity({ name, version }),
    hashes: [{ alg: 'SHA-512', content: Buffer.from(sum, 'base64').toString('hex') }],
    licenses: [{ license: { id: licence } }],
  };
}

function identity({ name, version }) {
  const [, group, rest] = /^(@[^/]+)\/(.+)$/.exec(name) ?? [];
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return { 'bom-ref': purl, ...(group && { group }), name: rest ?? name, version, purl };
}
