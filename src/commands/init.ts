import { readFileSync } from 'node:fs';
import path from 'node:path';
import { commands } from '../cli/commands.ts';
import type { Request } from '../cli/options.ts';
import { usage } from '../errors.ts';
import { oneLine } from '../text/format.ts';
import { word } from '../text/quote.ts';
import type { CommandResult } from './result.ts';

const shells: readonly string[] = commands.init.first;

/**
 * The shell functions that the build made, with the places of this node and this mfa-env filled in; with --auto what uses them at
 * once too (C7.3). @throws Failure (usage)
 */
export async function init({ words: [shell, ...more], options }: Request): Promise<CommandResult> {
  if (shell === undefined) {
    throw usage('init needs a shell', `one of: ${shells.map((name) => `mfa-env init ${name}`).join(', ')}`);
  }
  if (!shells.includes(shell)) {
    const { nearest } = await import('../text/names.ts');
    throw usage(`init does not support ${shell}`, nearest(shell, shells));
  }
  if (more.length > 0) throw usage('init takes one shell', `mfa-env init ${shell}`);
  const names = options.auto ? ['mfa-env', 'auto'] : ['mfa-env'];
  const text = names.map((name) => readFileSync(path.join(shellFolder, `${name}.${shell}`), 'utf8')).join('\n');
  return { data: withPlaces(text) };
}

const shellFolder = path.join(__dirname, 'shell');

/** So that another node or mfa-env that comes first in PATH one day changes nothing. */
function withPlaces(text: string): string {
  const places = { node: process.execPath, script: path.join(__dirname, 'bin.cjs') };
  // Where a line cannot hold one of them, the functions look in PATH.
  if (Object.values(places).some((place) => oneLine(place) !== place)) return text;
  return Object.entries(places).reduce(
    (filled, [name, place]) =>
      filled.replace(new RegExp(`(__mfa_env_${name}[= ])''`), (_, start: string) => start + word(place)),
    text,
  );
}
