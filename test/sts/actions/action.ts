import type { Caller } from '../caller.ts';
import type { Fields } from '../validation.ts';
import type { World } from '../world.ts';
import type { Element } from '../xml.ts';

/** An authenticated request. */
export type Call = { caller: Caller; fields: Fields; world: World; tokenKey: Buffer; now: Date };

/** One operation: checks the fields, throws a Refusal or returns the children of its `…Result` element, if it has one. */
export type Action = (call: Call) => Element[] | undefined;
