import type { Change, Guide } from './guide.ts';

/** What is there to load the functions. */
export interface StartUp {
  state: 'there' | 'missing' | 'left';
  /** The line that runs a command of the functions in the shell that called. */
  loaded: (command: string) => string;
}

export function lookAtStartUp(): StartUp {
  return { state: 'left', loaded: (command) => command };
}

/** Puts the line into the start-up file. */
export async function addStartUp(_guide: Guide): Promise<Change> {
  return { startUp: 'there' };
}
