import { execFile } from 'node:child_process';
import type { Environment } from '../shell/environment.ts';

/** What went wrong with a command line. */
export interface CommandError {
  /** Whether it was ended because it took too long. */
  killed?: boolean;
  /** Its exit status, or the system's word for why it could not run. */
  code?: number | string | null;
}

/**
 * Runs a line of a config file or variable in sh, without stdin.
 * @param patience milliseconds
 * @param stderr whether the user sees what it says there
 * @returns what it prints on stdout
 * @throws CommandError
 */
export function runLine(line: string, env: Environment, patience: number, stderr: 'shown' | 'hidden'): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { env, timeout: patience, killSignal: 'SIGKILL', maxBuffer: 1 << 20 } as const;
    const child = execFile('/bin/sh', ['-c', line], options, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    );
    if (stderr === 'shown') child.stderr?.pipe(process.stderr, { end: false });
    child.stdin?.end();
  });
}
