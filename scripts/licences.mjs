import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * The licence texts of the packages that a bundle holds.
 * @param {string} root the project's folder
 * @param {string[]} inputs the bundle's source files, relative to the working folder
 * @returns {Promise<string>} one block a licence text, headed by the packages that it goes with
 * @throws where a bundled package has no licence file and names no licence
 */
export async function licences(root, inputs) {
  const folders = new Set();
  for (const input of inputs) {
    const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path.resolve(input));
    if (found) folders.add(found[1]);
  }
  const packages = await Promise.all([...folders].sort((a, b) => a.localeCompare(b)).map((folder) => licence(folder)));
  const { name } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const texts = new Map();
  for (const { title, text } of packages) texts.set(text, [...(texts.get(text) ?? []), title]);
  const blocks = [...texts].map(([text, titles]) => `--- ${titles.join('\n--- ')}\n\n${text}\n`);
  return [`${name} contains these packages, each under its own licence.\n`, ...blocks].join('\n');
}

async function licence(folder) {
  const about = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find((name) => /^(licen[cs]e|copying)(\.|$)/i.test(name));
  if (!file && !about.license) throw new Error(`${about.name}: no licence found`);
  const text = file ? await readFile(path.join(folder, file), 'utf8') : about.license;
  return { title: `${about.name} ${about.version} (${about.license})`, text: text.trim() };
}
