import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Request } from '../arguments/options.ts';
import { usage } from '../errors.ts';
import type { Printed } from './printed.ts';

const shells = ['bash', 'zsh', 'fish'];

/** The shell functions, as they stand in shell/; with --auto what uses them at once too (C7.3). @throws Failure (usage) */
export async function init({ words: [shell, ...more], options }: Request): Promise<Printed> {
  if (shell === undefined) {
    throw usage('init for which shell?', `one of: ${shells.map((name) => `mfa-env init ${name}`).join(', ')}`);
  }
  if (!shells.includes(shell)) {
    const { nearest } = await import('../text/nearest.ts');
    throw usage(`init knows no shell ${shell}`, nearest(shell, shells));
  }
  if (more.length > 0) throw usage('init takes one shell', `mfa-env init ${shell}`);
  const names = options.auto ? ['mfa-env', 'auto'] : ['mfa-env'];
  return { data: names.map((name) => readFileSync(path.join(shellFolder, `${name}.${shell}`), 'utf8')).join('\n') };
}

/** Beside dist/, in the package. */
const shellFolder = path.join(__dirname, '../shell');
