import type { Options } from './options.ts';

/** What stands behind the name of a session that may do less than its role; undefined for one that may do all (C11.2). */
export const limitOf = (options: Options): string | undefined =>
  options['policy-arn'] === undefined ? (options['read-only'] ? 'read-only' : undefined) : 'limited';
