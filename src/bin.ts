#!/usr/bin/env node
import './old-node.ts';
import { deleteShellNote, type ShellNote, writeShellNote } from './cache/shell-notes.ts';
import { clear, plainClear } from './commands/clear.ts';
import { type CommandResult, isForCaller, renderSession } from './commands/result.ts';
import type { Context } from './context.ts';
import { exitStatus, refused } from './errors.ts';
import { askingOfExec, foresee, recall } from './session/recall.ts';
import { callingPid } from './shell/detect.ts';
import { dialects } from './shell/dialects.ts';
import { isTerminal, say, tryToWrite, write } from './system/output.ts';
import { cacheFolder } from './system/paths.ts';
import { forPeople, oneLine, withTilde } from './text/format.ts';

const argv = process.argv.slice(2);
const context: Omit<Context, 'watchSignals'> = {
  env: process.env,
  now: Date.now,
  warn: (message) => {
    endEarly();
    say(`mfa-env: ${oneLine(withTilde(message, process.env.HOME))}\n`);
  },
};

/** Takes away a question that was shown early, and is not asked after all. */
let endEarly = (): void => {};

// With import() esbuild would put half a kilobyte into this file.
const load = () => require('./main.ts') as typeof import('./main.ts');

void main();

/** The one place that decides what is written and with which status the process ends. */
async function main(): Promise<void> {
  try {
    const printed = quickly() ?? (await execQuickly()) ?? (await slowly());
    endEarly();
    if (printed.shellNote) noteShell(printed.shellNote);
    print((printed.data ?? '') + forPeople(withTilde(printed.text ?? '', process.env.HOME)));
    say(withTilde(printed.note ?? '', process.env.HOME));
    await refreshFunctions();
    process.exit(printed.status ?? exitStatus.done); // all is written; open connections need not be waited for
  } catch (error) {
    endEarly();
    process.exit(await report(error));
  }
}

/** What fish takes, all others take. */
function failInEveryShell(status: number): string {
  return dialects.fish.fail(status);
}

/** `eval` has to fail even if files of the package are missing, as while npm installs it. */
async function report(error: unknown): Promise<number> {
  try {
    return await load().report(error, argv, context);
  } catch {
    tryToWrite(1, failInEveryShell(exitStatus.refused));
    say('mfa-env: its own files cannot be loaded\n  install it again: npm install -g mfa-env\n');
    return exitStatus.refused;
  }
}

/** The functions tell their version. Where it is another one, the file that setup made of them is out of date. */
async function refreshFunctions(): Promise<void> {
  const { MFA_ENV_FUNCTIONS: loaded = MFA_ENV_VERSION } = context.env;
  if (loaded === MFA_ENV_VERSION) return;
  try {
    await load().refreshFunctions(context.env);
  } catch {} // as while npm installs another version
}

/** Does the most frequent calls without loading another file. @throws Failure */
function quickly(): CommandResult | undefined {
  const clearing = plainClear(argv);
  if (clearing) return isForCaller(clearing, argv, context.env) ? clear(clearing, context) : undefined;
  const known = recall(argv, context);
  if (!known || !isForCaller({ command: 'get', options: known.options }, argv, context.env)) return undefined;
  if (!known.options.show && isTerminal(1)) return undefined; // somebody reads it, who needs more words
  return renderSession(known.outcome, known.options, context);
}

/** Runs a command with a recalled session, where it surely runs. All else is for `exec`. @throws Failure */
async function execQuickly(): Promise<CommandResult | undefined> {
  const asking = askingOfExec(argv);
  const known = asking && recall(asking, context);
  if (!known || !isForCaller({ command: 'exec', options: {} }, argv, context.env)) return undefined;
  const { programFile, runWithSession } =
    require('./system/run-command.ts') as typeof import('./system/run-command.ts');
  const [command = '', ...args] = argv.slice(asking.length);
  if (!programFile(command, context.env.PATH)) return undefined;
  return { status: await runWithSession(known.outcome, [command, ...args], context.env) };
}

/** Does all else. A question that is sure to come is shown first: to load what follows takes as long as Node's start. */
async function slowly(): Promise<CommandResult> {
  const asked = foresee(argv, context);
  if (asked && isForCaller({ command: 'get', options: asked.options }, argv, context.env)) {
    const early = require('./mfa/show-question.ts') as typeof import('./mfa/show-question.ts');
    endEarly = early.endEarly;
    early.showEarly(asked.question, (status) => {
      endEarly();
      const { format = 'shell' } = asked.options;
      if (format === 'shell' && !isTerminal(1)) tryToWrite(1, failInEveryShell(status));
      process.exit(status);
    });
  }
  return load().run(argv, context);
}

/** For `status` in other terminals. */
function noteShell(note: ShellNote | 'none'): void {
  try {
    const [folder, pid] = [cacheFolder(context.env), callingPid(context.env)];
    if (note === 'none') deleteShellNote(folder, pid);
    else writeShellNote(folder, pid, note);
  } catch {} // without a home folder there is no cache
}

/** @throws Failure where stdout does not take all of it */
function print(out: string): void {
  try {
    write(1, out);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw refused(`the output could not be written (${code})`, 'a new session is in the cache', error);
  }
}
