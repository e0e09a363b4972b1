// Other tools on the same STS, each in a HOME of its own, where they are on this machine.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isFound, spent } from './measure.mjs';

const serial = 'arn:aws:iam::111122223333:mfa/alice';

/**
 * Each tool's command lines for what mfa-env does, without a question: `fresh` starts a session with a code, `cached`
 * gives it again, `exec` runs `true` with it. `setUp` runs once in the new HOME, `forget` before each `fresh`.
 */
const tools = {
  'aws-vault': {
    needs: 'aws-vault',
    env: { AWS_VAULT_BACKEND: 'file', AWS_VAULT_FILE_PASSPHRASE: 'x' },
    setUp: ({ run, keys }) => run(['aws-vault', 'add', 'default', '--env'], keys),
    forget: ({ run }) => run(['aws-vault', 'clear', 'default']),
    fresh: (code) => ['aws-vault', 'export', '--format=json', `--mfa-token=${code}`, 'default'],
    cached: ['aws-vault', 'export', '--format=json', 'default'],
    exec: ['aws-vault', 'exec', 'default', '--', 'true'],
  },
  'aws-runas': {
    needs: 'aws-runas',
    fresh: (code) => ['aws-runas', '--refresh', '--otp', code, 'default'],
    cached: ['aws-runas', 'default'],
    exec: ['aws-runas', 'default', 'true'],
  },
  granted: {
    needs: 'assumego',
    env: { GRANTED_ALIAS_CONFIGURED: 'true', GRANTED_ENABLE_AUTO_REASSUME: 'true' },
    fresh: (code) => ['assumego', '--no-cache', '--mfa-token', code, 'default'],
    cached: ['assumego', 'default'],
    exec: ['assumego', 'default', '--exec', 'true'],
  },
  'aws-mfa-session': {
    needs: 'aws-mfa-session',
    fresh: (code) => ['aws-mfa-session', '--code', code, '--arn', serial, '--profile', 'default', '--export'],
  },
  awsume: {
    needs: 'awsumepy',
    fresh: (code) => ['awsumepy', 'default', '-r', '--mfa-token', code],
    cached: ['awsumepy', 'default'],
  },
  'aws-mfa': {
    needs: 'aws-mfa',
    setUp: ({ credentials, section }) =>
      writeFileSync(credentials, section.replace('[default]', '[default-long-term]')),
    fresh: (code) => ['sh', '-c', `echo ${code} | aws-mfa --device ${serial} --profile default --force`],
    cached: ['aws-mfa', '--device', serial, '--profile', 'default'],
  },
  'aws | jq': {
    needs: ['aws', 'jq'],
    fresh: (code) => [
      ...['sh', '-c'],
      `aws sts get-session-token --serial-number ${serial} --token-code ${code} |
        jq -er '.Credentials | .AccessKeyId, .SecretAccessKey, .SessionToken'`,
    ],
  },
  'a boto3 script': {
    needs: 'python3',
    fresh: (code) => [
      ...['python3', '-c'],
      `import boto3; print(boto3.client('sts').get_session_token(SerialNumber='${serial}', TokenCode='${code}'))`,
    ],
  },
};

/**
 * Wall and processor time of mfa-env and of other tools, in rounds of one run each.
 * @param {number} rounds
 * @returns {Promise<string[]>} lines of a table; a tool that is here and does not work is named below it
 */
export async function besidePeers(bench, rounds) {
  const mfaEnv = (...args) => [process.execPath, bench.bin, '--shell', 'bash', ...args];
  const all = {
    'node, empty': { fresh: () => [process.execPath, bench.emptyFile], cached: [process.execPath, bench.emptyFile] },
    'mfa-env': { fresh: mfaEnv, cached: mfaEnv(), exec: [process.execPath, bench.bin, 'exec', '--', 'true'] },
  };
  const homes = [];
  const failed = [];
  for (const [name, tool] of Object.entries(tools)) {
    if (![tool.needs].flat().every(isFound)) continue;
    const home = homeFor(bench, tool);
    homes.push(home.folder);
    try {
      tool.setUp?.(home);
      await once(bench, { ...tool, home }, 'fresh');
      for (const kind of ['cached', 'exec']) if (tool[kind]) await once(bench, { ...tool, home }, kind);
      all[name] = { ...tool, home };
    } catch (error) {
      failed.push(`${name} (${error.message.trim().split('\n').at(-1)})`);
    }
  }
  const lines = ['| milliseconds | cached session | new session, http | exec true, cached |', '|---|---|---|---|'];
  const times = Object.fromEntries(Object.keys(all).map((name) => [name, { cached: [], fresh: [], exec: [] }]));
  for (const kind of ['fresh', 'cached', 'exec']) {
    for (let round = 0; round <= rounds; round++)
      for (const [name, tool] of Object.entries(all)) {
        const time = tool[kind] && (await once(bench, tool, kind));
        if (time && round > 0) times[name][kind].push(time);
      }
    await setTimeout(2100); // files that changed just now are read each time
  }
  for (const [name, { cached, fresh, exec }] of Object.entries(times))
    lines.push(`| ${name.replace('|', '\\|')} | ${[cached, fresh, exec].map(cell).join(' | ')} |`);
  for (const folder of homes) rmSync(folder, { recursive: true, force: true });
  const missing = Object.keys(tools).filter((name) => !all[name] && !failed.some((text) => text.startsWith(name)));
  if (missing.length > 0) lines.push('', ...notHere(missing));
  if (failed.length > 0) lines.push('', `Here, but did not give a session: ${failed.join(', ')}.`);
  return lines;
}

/** @param {string[]} missing names of tools */
export const notHere = (missing) => [
  `Not on this machine: ${missing.join(', ')}. Figures of theirs on [the page that`,
  'compares](compare.md) are of an earlier run.',
];

/** The median of the wall times; in brackets the least processor time, which a busy machine changes little. */
function cell(times) {
  if (times.length === 0) return '';
  const middle = times.map(({ wall }) => wall).toSorted((x, y) => x - y)[Math.floor(times.length / 2)];
  return `${middle.toFixed(0)} (${Math.min(...times.map(({ cpu }) => cpu)).toFixed(0)})`;
}

async function once(bench, { forget, home, ...tool }, kind) {
  if (kind === 'fresh') forget?.(home);
  const [program, ...args] = kind === 'fresh' ? tool.fresh(bench.code()) : tool[kind];
  return await spent({ program, args, env: home?.env ?? bench.env });
}

function homeFor(bench, { env: own = {} }) {
  const folder = mkdtempSync(path.join(bench.home, '..', 'peer-'));
  cpSync(path.join(bench.home, '.aws'), path.join(folder, '.aws'), { recursive: true });
  const credentials = path.join(folder, '.aws/credentials');
  const { PYTHONPATH, PYENV_VERSION } = process.env;
  const region = { AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-east-1' };
  const env = { ...bench.env, HOME: folder, ...region, ...own, PYTHONPATH, PYENV_VERSION };
  const run = ([program, ...args], more = {}) =>
    execFileSync(program, args, { env: { ...env, ...more }, stdio: 'ignore', timeout: 30_000 });
  return { folder, env, run, credentials, section: bench.section, keys: bench.keys };
}
