#!/usr/bin/env node
import { clear } from './commands/clear.ts';
import { get } from './commands/get.ts';
import type { Printed } from './commands/printed.ts';
import type { Context } from './context.ts';
import { exitStatus, isFailure, refused } from './errors.ts';
import type { Request } from './options.ts';
import { isTerminal, write } from './output.ts';
import { parsePlainly, readLoosely } from './parse.ts';
import { callingShell, shellNamed } from './shell/detect.ts';
import { dialects } from './shell/dialects.ts';
import { oneLine } from './words.ts';

const context: Context = {
  env: process.env,
  now: Date.now,
  warn: (message) => tryToWrite(2, `mfa-env: ${oneLine(message)}\n`),
};

void main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});

/** The one place that decides what is written and with which status the process ends. */
async function main(argv: string[]): Promise<number> {
  try {
    const request = parsePlainly(argv) ?? (await (await import('./cli.ts')).parseFully(argv));
    const { out, note = '' } = 'help' in request ? { out: request.help } : await run(request);
    print(out);
    tryToWrite(2, note);
    return exitStatus.done;
  } catch (error) {
    return await report(error, argv);
  }
}

async function run(request: Request): Promise<Printed> {
  if (request.options.version) return { out: `${MFA_ENV_VERSION}\n` };
  if (request.command === 'init') return (await import('./commands/init.ts')).init(request);
  return request.options.clear ? clear(request, context) : get(request, context);
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
async function report(error: unknown, argv: string[]): Promise<number> {
  const status = isFailure(error) ? error.status : exitStatus.refused;
  const { failureText } = await import('./messages.ts');
  const left = Number(context.env.MFA_ENV_EXPIRES) - context.now() / 1000;
  const { forEval, shell } = readLoosely(argv);
  const dialect = dialects[shellNamed(shell ?? '') ?? (await callingShell(context.env))];
  if (forEval && !(await isTerminal(1))) tryToWrite(1, dialect.fail(status));
  tryToWrite(2, failureText(error, context.env, left > 0 ? left : undefined));
  return status;
}

/** Where stdout or stderr is gone, the status is all that is left to give. */
function tryToWrite(fd: 1 | 2, text: string): void {
  try {
    write(fd, text);
  } catch {}
}
