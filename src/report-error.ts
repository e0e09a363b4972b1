import { readLoosely } from './cli/parse.ts';
import type { Context } from './context.ts';
import { exitStatus, isFailure } from './errors.ts';
import { failEval } from './signals.ts';
import { say } from './system/output.ts';
import { failureText } from './text/colors.ts';
import { secondsLeft } from './text/duration.ts';

/** Reports an error on stderr and makes `eval` fail with its status (C2.8). @returns the exit status */
export function report(error: unknown, argv: readonly string[], { env, now }: Pick<Context, 'env' | 'now'>): number {
  const status = isFailure(error) ? error.status : exitStatus.refused;
  const isRenewal = status === exitStatus.refused || status === exitStatus.interrupted; // not a typo
  const left =
    isRenewal && readLoosely(argv).forEval ? secondsLeft({ expires: Number(env.MFA_ENV_EXPIRES) }, now()) : 0;
  failEval(argv, env, status);
  say(failureText(error, env, argv, left > 0 ? left : undefined));
  return status;
}
