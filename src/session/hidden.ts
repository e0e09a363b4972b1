import { configuration } from '../errors.ts';
import { areKeysHidden, type Environment } from '../shell/env-diff.ts';

/** @param again the line for outside @throws Failure (configuration) below `exec` with less power (C11.2) */
export function refuseHidden(env: Environment, again: () => string): void {
  if (!areKeysHidden(env)) return;
  throw configuration(
    `this runs inside exec with less power (${env.MFA_ENV_LIMIT}), where your profiles are hidden`,
    `outside of it: ${again()}`,
  );
}
