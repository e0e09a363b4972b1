import { type Failure, refused, usage } from '../errors.ts';
import { withProfile } from '../text/typed.ts';
import type { Setting } from './setting.ts';

/** Why --cached gives no session: there is none, or another option keeps it from being looked for. */
export function noneCached({ wanted, choice }: Setting): Failure {
  const { code, refresh, cache } = wanted;
  const other = code !== undefined ? 'a code' : refresh ? '--refresh' : cache ? undefined : '--no-cache';
  if (other) return usage(`--cached and ${other} do not go together`, 'leave one of them out');
  const { name } = choice;
  return refused(`no session of ${name || 'the environment'} is cached`, `start one: ${withProfile('authaws', name)}`);
}
