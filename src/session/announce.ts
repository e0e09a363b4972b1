import { writeMarker } from '../cache/marker.ts';
import type { Session } from '../cache/session.ts';
import type { ResolvedConfig } from './resolve.ts';

/**
 * Tells new terminals of a session that was kept (C7.3): the profile whose session it is, and the one whose user it
 * belongs to. A marker is a hint, so one that cannot be written is no harm.
 * @param left how many roles are still to be assumed
 */
export function announce({ cache, choice, request }: ResolvedConfig, { expires }: Session, left: number): void {
  // A command that gives keys may want a password or a touch: not in a terminal that was merely opened.
  if (cache === undefined || choice.source.from !== 'files') return;
  const assumed = choice.roles.length - left;
  const own = choice.roles.length - (request.roleArn ? 1 : 0);
  const names = new Set<string>();
  if (assumed === own) names.add(choice.name);
  if (assumed === 0) names.add(choice.chain.at(-1)?.name ?? choice.name);
  for (const name of names) {
    try {
      writeMarker(cache, name, expires);
    } catch {}
  }
}
