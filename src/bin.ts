#!/usr/bin/env node
import type { Request } from './arguments/options.ts';
import { parsePlainly, readLoosely, spellOut } from './arguments/parse.ts';
import { clear } from './commands/clear.ts';
import { get } from './commands/get.ts';
import type { Printed } from './commands/printed.ts';
import type { Context } from './context.ts';
import { exitStatus, isFailure, refused } from './errors.ts';
import { callingShell, shellNamed } from './shell/detect.ts';
import { dialects } from './shell/dialects.ts';
import { isTerminal, write } from './system/output.ts';
import { oneLine } from './text/words.ts';

const context: Context = {
  env: { ...process.env }, // what the SDK sets for itself is not the user's
  now: Date.now,
  warn: (message) => tryToWrite(2, `mfa-env: ${oneLine(message)}\n`),
  guard,
};

const argv = spellOut(process.argv.slice(2));
void main().then((status) => {
  process.exitCode = status;
});

/** The one place that decides what is written and with which status the process ends. */
async function main(): Promise<number> {
  try {
    const request = parsePlainly(argv) ?? (await (await import('./arguments/cli.ts')).parseFully(argv));
    const printed: Printed = 'help' in request ? { out: request.help } : await run(request);
    print(printed.out);
    tryToWrite(2, printed.note ?? '');
    return printed.status ?? exitStatus.done;
  } catch (error) {
    return await report(error);
  }
}

async function run(request: Request): Promise<Printed> {
  const { command, options } = request;
  if (options.version) return { out: `${MFA_ENV_VERSION}\n` };
  switch (command) {
    case 'get':
      return options.clear ? clear(request, context) : get(request, context);
    case 'exec':
      return (await import('./commands/exec.ts')).exec(request, context);
    case 'init':
      return (await import('./commands/init.ts')).init(request);
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

/** @throws Failure where stdout takes no more, or not all */
function print(out: string): void {
  try {
    write(1, out);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw refused(
      `the output could not be written (${code})`,
      'the session, if there is one, waits in the cache',
      error,
    );
  }
}

/** Says what went wrong, and gives `eval` the same status (C2.8). */
async function report(error: unknown): Promise<number> {
  const status = isFailure(error) ? error.status : exitStatus.refused;
  const { failureText } = await import('./text/messages.ts');
  const left = Number(context.env.MFA_ENV_EXPIRES) - context.now() / 1000;
  await failEval(status);
  tryToWrite(2, failureText(error, context.env, argv, left > 0 ? left : undefined));
  return status;
}

/** An `eval` of nothing succeeds in every shell: it gets a word that fails with the status. */
async function failEval(status: number): Promise<void> {
  const { forEval, shell } = readLoosely(argv);
  if (!forEval || (await isTerminal(1))) return;
  tryToWrite(1, dialects[shellNamed(shell ?? '') ?? (await callingShell(context.env))].fail(status));
}

/** An `eval` whose mfa-env is ended by `timeout` or a closing terminal fails too. */
function guard(): void {
  if (!readLoosely(argv).forEval) return;
  for (const [signal, status] of [['SIGTERM', 143] as const, ['SIGHUP', 129] as const]) {
    process.once(signal, () => {
      void failEval(status).then(() => process.exit(status));
    });
  }
}

/** Where stdout or stderr is gone, the status is all that is left to give. */
function tryToWrite(fd: 1 | 2, text: string): void {
  try {
    write(fd, text);
  } catch {}
}
