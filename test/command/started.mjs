// Runs the installed command again and again in one process: each time with files that are loaded anew.
// The first word is the command's file. What it writes ends with a mark on both streams.
import { writeSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';

const [, , file] = process.argv;
const require = createRequire(file);
const exit = process.reallyExit.bind(process);
process.execve = undefined; // exec would put its command into the place of this process (Node 23.11)

process.on('disconnect', () => exit(0));
process.on('message', async ({ words, env, cwd, mark }) => {
  const before = listeners();
  process.argv = [process.execPath, file, ...words];
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  process.chdir(cwd);
  const status = await ended();
  process.emit('exit', status);
  for (const [name, own] of listeners()) {
    for (const one of own) if (!before.get(name)?.includes(one)) process.off(name, one);
  }
  for (const name of Object.keys(require.cache)) if (name.startsWith(path.dirname(file))) delete require.cache[name];
  for (const stream of [1, 2]) writeSync(stream, mark);
  process.send(status);
});

/** The command's files are compiled once, as what they hold does not change. */
const compiled = new Map();
Module.prototype._compile = function compile(text, name) {
  const script = compiled.get(name) ?? new Script(Module.wrap(text.replace(/^#!.*/, '')), { filename: name });
  compiled.set(name, script);
  script.runInThisContext().call(this.exports, this.exports, createRequire(name), this, name, path.dirname(name));
};

const listeners = () => new Map(process.eventNames().map((name) => [name, process.rawListeners(name)]));

/** Loads the command's file, which runs it. @returns its status */
const ended = () =>
  new Promise((resolve) => {
    process.exit = (status = process.exitCode ?? 0) => resolve(status);
    process.once('uncaughtException', (error) => {
      writeSync(2, `${error.stack}\n`);
      resolve(-1);
    });
    require(file);
  });
