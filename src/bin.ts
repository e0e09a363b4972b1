#!/usr/bin/env node
import { parsePlainly, readLoosely, spellOut } from './arguments/parse.ts';
import { clear } from './commands/clear.ts';
import { present } from './commands/present.ts';
import type { Printed } from './commands/printed.ts';
import type { Context } from './context.ts';
import { exitStatus, isFailure, refused } from './errors.ts';
import { recall } from './session/recall.ts';
import { callingShell, shellNamed } from './shell/detect.ts';
import { dialects } from './shell/dialects.ts';
import { isTerminal, write } from './system/output.ts';
import { oneLine } from './text/words.ts';

const context: Context = {
  env: process.env,
  now: Date.now,
  warn: (message) => tryToWrite(2, `mfa-env: ${oneLine(message)}\n`),
  guard,
};

const argv = process.argv.slice(2);
void main().then((status) => {
  process.exitCode = status;
});

/** The one place that decides what is written and with which status the process ends. */
async function main(): Promise<number> {
  try {
    const known = argv.includes('--clear') ? undefined : recall(argv, context);
    const printed = known ? await present(known.outcome, known.options, context) : await run();
    print(printed.out);
    tryToWrite(2, printed.note ?? '');
    return printed.status ?? exitStatus.done;
  } catch (error) {
    return await report(error);
  }
}

async function run(): Promise<Printed> {
  const own = { ...context, env: { ...process.env } }; // what the SDK sets for itself is not the user's
  const words = spellOut(argv);
  const request = parsePlainly(words) ?? (await (await import('./arguments/cli.ts')).parseFully(words));
  if ('help' in request) return { out: request.help };
  const { command, options } = request;
  if (options.version) return { out: `${MFA_ENV_VERSION}\n` };
  switch (command) {
    case 'get':
      if (options.clear) return clear(request, context);
      return (await import('./commands/get.ts')).get(request, own, argv);
    case 'exec':
      return (await import('./commands/exec.ts')).exec(request, own);
    case 'init':
      return (await import('./commands/init.ts')).init(request);
    case 'status':
      return (await import('./commands/status.ts')).status(request, own);
    case 'list':
      return (await import('./commands/list.ts')).list(request, own);
    case 'doctor':
      return (await import('./commands/doctor.ts')).doctor(request, own);
    case 'policy':
      return (await import('./commands/policy.ts')).policy(request, own);
    case 'logout':
      return (await import('./commands/logout.ts')).logout(request, own);
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
