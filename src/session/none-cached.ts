import { type Failure, refused } from '../errors.ts';
import { withProfile } from '../text/quote.ts';
import type { ResolvedConfig } from './resolve.ts';

/** Why --cached gives no session. */
export function noneCached({ choice: { name } }: ResolvedConfig): Failure {
  return refused(`no session of ${name || 'the environment'} is cached`, `start one: ${withProfile('authaws', name)}`);
}
