import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type FunctionsOptions, type FunctionsShell, functionsText } from '../../src/shell/functions-text.ts';
import type { Place } from './place.ts';
import type { Shell } from './shells.ts';

/** Without the places that init writes, so that mfa-env is the one of PATH. */
const nowhere = { node: '', script: '', shellFolder: path.resolve(import.meta.dirname, '../../dist/shell') };

/** Writes a file of functions as setup does, the most of which waits for its first use; gives the line that loads it. */
export function loadMade(place: Place, { speaks }: Shell, options: FunctionsOptions = { auto: false }): string {
  const file = path.join(place.dir, `made.${speaks}`);
  writeFileSync(file, functionsText(speaks as FunctionsShell, options, nowhere, true));
  return speaks === 'fish' ? `source '${file}'` : `. '${file}'`;
}
