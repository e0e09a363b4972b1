import { isForCaller } from './arguments/for-caller.ts';
import { parsePlainly, spellOut } from './arguments/parse.ts';
import { clear } from './commands/clear.ts';
import { init } from './commands/init.ts';
import type { Printed } from './commands/printed.ts';
import type { Context } from './context.ts';
import { usage } from './errors.ts';
import { guard } from './guard.ts';
import type { Environment } from './shell/environment.ts';

/** Reads the command line and runs the command that it names. @throws Failure */
export async function run(argv: readonly string[], { env, ...rest }: Omit<Context, 'guard'>): Promise<Printed> {
  const words = spellOut(argv);
  const request = parsePlainly(words) ?? (await (await import('./arguments/cli.ts')).parseFully(words));
  if ('help' in request) return forReading(request.help, env);
  const { command, options } = request;
  if (options.version) return forReading(`${MFA_ENV_VERSION}\n`, env);
  if (!isForCaller(request, argv, env)) {
    throw usage(
      'authaws evaluates what mfa-env prints, and this would be no code of its shell',
      'type mfa-env in its place',
    );
  }
  if (options.clear) return clear(request, { env });
  const context: Context = {
    ...rest,
    env: { ...env }, // what the SDK sets for itself is not the user's
    guard: () => guard(argv, env),
  };
  switch (command) {
    case 'get':
      return (await import('./commands/get.ts')).get(request, context, argv);
    case 'exec':
      return (await import('./commands/exec.ts')).exec(request, context);
    case 'init':
      return init(request);
    case 'status':
      return (await import('./commands/status.ts')).status(request, context);
    case 'list':
      return (await import('./commands/list.ts')).list(request, context);
    case 'doctor':
      return (await import('./commands/doctor.ts')).doctor(request, context);
    case 'policy':
      return (await import('./commands/policy.ts')).policy(request, context);
    case 'logout':
      return (await import('./commands/logout.ts')).logout(request, context);
  }
}

/** For stdout, unless the functions of shell/ evaluate what stands there: words like `--help=true` look like the main job to them. */
const forReading = (text: string, { MFA_ENV_SHELL_PID: evaluating }: Environment): Printed =>
  evaluating === undefined ? { text } : { note: text };
