import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inject } from 'vitest';
import { runStarted } from '../command/started.ts';
import { type Sts, startSts } from '../sts/server.ts';
import { makePlace, type Outcome, type Place, start } from './place.ts';

export const serial = 'arn:aws:iam::111122223333:mfa/alice';

/** A place with the installed command, a profile `acme`, and an STS of its own. */
export interface RealPlace extends Place {
  sts: Sts;
  /** Runs mfa-env itself. */
  mfaEnv(words: readonly string[], env?: Readonly<Record<string, string>>): Promise<Outcome>;
  /** The same in a process that has started already: where the process plays no part. */
  quick(words: readonly string[], env?: Readonly<Record<string, string>>): Promise<Outcome>;
  /** Starts a session that the cache then holds, and gives the script that mfa-env prints of it. */
  begin(): Promise<string>;
  end(): Promise<void>;
}

export async function makeRealPlace(): Promise<RealPlace> {
  const place = makePlace();
  const sts = await startSts();
  const aws = path.join(place.home, '.aws');
  mkdirSync(aws);
  writeFileSync(path.join(aws, 'config'), `[profile acme]\nregion = eu-central-1\nmfa_serial = ${serial}\n`);
  writeFileSync(
    path.join(aws, 'credentials'),
    '[acme]\naws_access_key_id = AKIARTX3GSDS7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n',
  );
  place.env.PATH = `${inject('bin')}${path.delimiter}${place.env.PATH}`;
  place.env.AWS_ENDPOINT_URL_STS = sts.url;

  const mfaEnv = (words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> =>
    start(['mfa-env', ...words], { cwd: place.dir, env: { ...place.env, ...env } });
  const quick = (words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> =>
    runStarted({ words, cwd: place.dir, env: { ...place.env, ...env } });
  return {
    ...place,
    sts,
    mfaEnv,
    quick,
    begin: async () => {
      const { status, stdout, stderr } = await quick(['-p', 'acme', '-s', 'posix', sts.freshCode(serial)]);
      if (status !== 0) throw new Error(`no session: ${stderr}`);
      return stdout;
    },
    end: async () => {
      await sts.close();
      place.remove();
    },
  };
}

/** The variables that a posix script exports. */
export function exportsOf(script: string): Record<string, string> {
  const found = script.matchAll(/^export (\w+)='([^']*)'(?: &&|;)$/gm);
  return Object.fromEntries([...found].map(([, name = '', value = '']) => [name, value]));
}
