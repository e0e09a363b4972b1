import type { Kind, Reading } from './peers.ts';
import { alike } from './samples-alike.ts';
import { botocoreDiffers } from './samples-botocore.ts';
import { javascriptDiffers } from './samples-javascript.ts';

/** An AWS file, and what each tool reads in it. */
export interface Sample {
  what: string;
  kind: Kind;
  text: string;
  ours: Reading;
  /** Where it differs from ours. */
  javascript?: Reading;
  botocore?: Reading;
  /** Why ours is as it is, where not all agree. */
  why?: string;
}

export const samples: Sample[] = [...alike, ...javascriptDiffers, ...botocoreDiffers];
