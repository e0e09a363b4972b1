import type { Change, Guide } from './guide.ts';

/** Offers what start-up files can have besides the functions. */
export async function offerExtras(_guide: Guide): Promise<Change> {
  return { extras: 'done' };
}
