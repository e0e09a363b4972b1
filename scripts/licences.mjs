import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * The licence texts of the packages that a bundle holds.
 * @param {string} root the project's folder
 * @param {string[]} inputs the bundle's source files, relative to the working folder
 * @returns {Promise<string>} one block a package, sorted by name
 * @throws where a bundled package has no licence file and names no licence
 */
export async function licences(root, inputs) {
  const folders = new Set();
  for (const input of inputs) {
    const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path.resolve(input));
    if (found) folders.add(found[1]);
  }
  const blocks = await Promise.all([...folders].sort().map((folder) => licence(folder)));
  const { name } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  return [`${name} contains these packages, each under its own licence.\n`, ...blocks].join('\n');
}

async function licence(folder) {
  const about = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find((name) => /^(licen[cs]e|copying)(\.|$)/i.test(name));
  if (!file && !about.license) throw new Error(`${about.name}: no licence found`);
  const text = file ? await readFile(path.join(folder, file), 'utf8') : `${about.license}\n`;
  return `--- ${about.name} ${about.version} (${about.license})\n\n${text.trim()}\n`;
}
