// A local STS, a throw-away HOME, and the commands to time in it.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadSts } from '../load-sts.mjs';
import { timed } from './measure.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const serial = 'arn:aws:iam::111122223333:mfa/alice';
const keys = { id: 'AKIARTX3GSDS7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };

/** @param {{ tls?: boolean }} options */
export async function makeBench(options = {}) {
  const { startSts } = await loadSts();
  const sts = await startSts(options);
  const folder = mkdtempSync(path.join(tmpdir(), 'mfa-env-bench-'));
  const home = path.join(folder, 'home');
  mkdirSync(path.join(home, '.aws'), { recursive: true, mode: 0o700 });
  const emptyFile = path.join(folder, 'empty.cjs');
  writeFileSync(emptyFile, '');
  const memoryProbe = path.join(folder, 'memory.cjs');
  const probe =
    'process.on("exit",()=>require("fs").writeFileSync(process.env.PEAK,String(process.resourceUsage().maxRSS)))';
  writeFileSync(memoryProbe, probe);
  // What a machine sets for its own node would be counted as ours: NODE_EXTRA_CA_CERTS alone can triple a start.
  const env = { PATH: process.env.PATH, HOME: home, AWS_ENDPOINT_URL: sts.url, AWS_EC2_METADATA_DISABLED: 'true' };
  if (sts.caFile) env.AWS_CA_BUNDLE = sts.caFile;
  const bin = path.join(root, 'dist/bin.cjs');
  const command = (args) => ({ program: process.execPath, args, env });
  const mfaEnv = (...args) => command([bin, ...args]);
  const profiles = (count) =>
    Array.from(
      { length: count },
      (_, at) => `[profile p${at}]\nrole_arn = arn:aws:iam::111122223333:role/r${at}\nsource_profile = default\n\n`,
    ).join('');
  const writeProfiles = (count) => {
    const own = `[default]\nregion = eu-west-1\nmfa_serial = ${serial}\n`;
    writeFileSync(path.join(home, '.aws/config'), profiles(count) + own);
  };
  writeProfiles(0);
  const section = `[default]\naws_access_key_id = ${keys.id}\naws_secret_access_key = ${keys.secret}\n`;
  writeFileSync(path.join(home, '.aws/credentials'), section, { mode: 0o600 });
  const code = () => {
    forgetCodes(path.join(home, '.cache/mfa-env'));
    return sts.freshCode(serial);
  };
  return {
    ...{ bin, emptyFile, env, home, sts, command, mfaEnv, writeProfiles, code, section },
    keys: { AWS_ACCESS_KEY_ID: keys.id, AWS_SECRET_ACCESS_KEY: keys.secret },
    newSession: () => timed(mfaEnv('--shell', 'bash', code())),
    async memoryOf(args) {
      const peak = path.join(folder, 'peak');
      await timed({ ...command(['-r', memoryProbe, ...args]), env: { ...env, PEAK: peak } });
      return Number(execFileSync('cat', [peak], { encoding: 'utf8' })) * 1024;
    },
    async remove() {
      await sts.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** AWS takes nine codes of a device in three minutes, and mfa-env sends no more; here it would only wait. */
function forgetCodes(cache) {
  for (const name of existsSync(cache) ? readdirSync(cache) : []) {
    const file = path.join(cache, name);
    if (name.endsWith('.json') && readFileSync(file, 'utf8').includes('"[\\"codes\\"')) rmSync(file);
  }
}
