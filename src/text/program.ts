/** What the caller types: `authaws` where the shell functions called us, which set one of these; else `mfa-env` (C8.4). */
export const programOf = (env: Readonly<Record<string, string | undefined>>): 'authaws' | 'mfa-env' =>
  env.MFA_ENV_SHELL_PID || env.MFA_ENV_FUNCTIONS ? 'authaws' : 'mfa-env';
