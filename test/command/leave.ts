import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Place } from './run.ts';

/** From now on the cached session with this key id has only so many minutes left; each one where no id is given. */
export function leave(place: Place, minutes: number, accessKeyId?: string): void {
  for (const name of place.cached().filter((file) => /^[0-9a-f]{16}\.json$/.test(file))) {
    const file = path.join(place.cache, name);
    const entry = JSON.parse(readFileSync(file, 'utf8'));
    const { accessKeyId: id } = entry.content;
    if (id === undefined || (accessKeyId !== undefined && id !== accessKeyId)) continue;
    entry.content.expires = Math.floor(Date.now() / 1000) + minutes * 60;
    writeFileSync(file, JSON.stringify(entry));
  }
}
