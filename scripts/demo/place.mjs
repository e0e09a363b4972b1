// A throw-away HOME for the demo: alice's keys, her MFA device, and a PATH with the built command.
import { accessSync, constants, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** The user's own settings that would change what the demo shows. */
const unwanted = /^(AWS_|MFA_ENV_|XDG_|npm_|NODE_|BASH|FUNCNAME|ZDOTDIR$|ENV$|PS[1-4]$|PROMPT|HIST)|^(?!NO_).*_proxy$/i;

/** @param {{ url: string, serial: string, user: { keys: { id: string, secret: string }[] } }} sts */
export function makePlace({ url, serial, user }) {
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
    mkdirSync(path.join(home, '.aws'), { recursive: true, mode: 0o700 });
    mkdirSync(bin);
    mkdirSync(path.join(folder, 'run'), { mode: 0o700 });
    writeFileSync(path.join(home, '.aws/config'), `[default]\nregion = eu-central-1\nmfa_serial = ${serial}\n`);
    const [{ id, secret }] = user.keys;
    const credentials = `[default]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`;
    writeFileSync(path.join(home, '.aws/credentials'), credentials, { mode: 0o600 });

    // A copy: a build that runs in the meantime does not pull the command away.
    cpSync(path.join(root, 'dist'), path.join(folder, 'dist'), { recursive: true });
    symlinkSync(path.join(folder, 'dist/bin.cjs'), path.join(bin, 'mfa-env'));
    symlinkSync(path.join(root, 'scripts/demo/code.mjs'), path.join(bin, 'code'));
    symlinkSync(path.join(root, 'scripts/demo/who-am-i.mjs'), path.join(bin, 'who-am-i'));
    symlinkSync(process.execPath, path.join(bin, 'node')); // version managers look for theirs in HOME
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !unwanted.test(name)));
    const socket = path.join(folder, 'authenticator');
    Object.assign(env, {
      HOME: home,
      XDG_RUNTIME_DIR: path.join(folder, 'run'), // fish keeps a file there
      PATH: `${bin}${path.delimiter}${env.PATH}`,
      AWS_ENDPOINT_URL: url,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_PAGER: '',
      DEMO_AUTHENTICATOR: socket,
    });
    return { home, env, socket, remove };
  } catch (error) {
    remove();
    throw error;
  }
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
