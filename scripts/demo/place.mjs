// A throw-away HOME for the demo, with nothing in it but the user's prompt, and a PATH with the built command.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** The user's own settings that would change what the demo shows. */
const unwanted =
  /^(AWS_|MFA_ENV_|XDG_|STARSHIP_|npm_|NODE_|BASH|FUNCNAME|ZDOTDIR$|ENV$|PS[0-4]$|PROMPT|HIST)|^(?!NO_).*_proxy$/i;

/**
 * @param {string} url of the local STS and IAM
 * @param {{ files: Record<string, string>, folders?: string[] }} shell its files and folders in HOME
 */
export function makePlace(url, { files, folders = [] }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'mfa-env-demo-'));
  const remove = () => {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    } catch (error) {
      console.error(`${folder} could not be removed (${error.code})`);
    }
  };
  try {
    const home = path.join(folder, 'home');
    const bin = path.join(folder, 'bin');
    mkdirSync(home);
    mkdirSync(bin);
    mkdirSync(path.join(folder, 'run'), { mode: 0o700 });
    for (const name of folders) mkdirSync(path.join(home, name), { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(home, name)), { recursive: true });
      writeFileSync(path.join(home, name), text);
    }
    // A copy: a build that runs in the meantime does not pull the command away.
    cpSync(path.join(root, 'dist'), path.join(folder, 'dist'), { recursive: true });
    symlinkSync(path.join(folder, 'dist/bin.cjs'), path.join(bin, 'mfa-env'));
    symlinkSync(process.execPath, path.join(bin, 'node')); // version managers look for theirs in HOME
    // What you type there never gets into a store of your own.
    for (const name of ['op', 'pass', 'secret-tool', 'security'])
      writeFileSync(path.join(bin, name), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !unwanted.test(name)));
    Object.assign(env, {
      HOME: home,
      XDG_RUNTIME_DIR: path.join(folder, 'run'), // fish keeps a file there
      PATH: `${bin}${path.delimiter}${env.PATH}`,
      BASH_SILENCE_DEPRECATION_WARNING: '1', // macOS
      AWS_ENDPOINT_URL: url,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_PAGER: '',
    });
    if (!hasAws(env)) symlinkSync(path.join(root, 'scripts/demo/aws.mjs'), path.join(bin, 'aws'));
    return { home, env, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Whether the AWS CLI is here, works with this HOME, and is new enough to read AWS_ENDPOINT_URL. */
function hasAws(env) {
  if (!find('aws')) return false;
  const { stdout } = spawnSync('aws', ['--version'], { env, encoding: 'utf8', timeout: 20_000 });
  const [, major, minor] = /^aws-cli\/(\d+)\.(\d+)/.exec(stdout ?? '') ?? [];
  return Number(minor) >= { 1: 29, 2: 13 }[major];
}

/** Where a program is on PATH; undefined where it is not. */
export function find(program) {
  const folders = program.includes('/') ? [''] : (process.env.PATH ?? '').split(path.delimiter);
  return folders.map((folder) => path.join(folder, program)).find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
