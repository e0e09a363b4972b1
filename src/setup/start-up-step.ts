import type { Change, Guide, StartUp } from './guide.ts';

export function lookAtStartUp(): StartUp {
  return { state: 'left', loaded: (command) => command };
}

/** Puts the line into the start-up file. */
export async function addStartUp(_guide: Guide): Promise<Change> {
  return { startUp: 'there' };
}
