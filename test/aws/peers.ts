import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadSharedConfigFiles } from '@smithy/core/config';
import { profileNames, readProfile } from '../../src/aws/profile.ts';
import { newFolder } from '../fs/folder.ts';
import { files } from './text.ts';

/** Profiles with their settings, or `refused` for a refused file. Settings without a value are left out. */
export type Reading = Record<string, Record<string, string>> | 'refused';
export type Kind = 'config' | 'credentials';

/** What mfa-env reads in a file. */
export function ours(kind: Kind, text: string): Reading {
  const clean = text.replace(/^\uFEFF/, '');
  const both = kind === 'config' ? files(clean) : files('', clean);
  return tidy(Object.fromEntries(profileNames(both).map((name) => [name, { ...readProfile(both, name)?.settings }])));
}

/** What the JavaScript SDK reads. */
export async function javascript(kind: Kind, text: string): Promise<Reading> {
  const folder = newFolder();
  const [file, none] = [path.join(folder, 'file'), path.join(folder, 'none')];
  writeFileSync(file, text);
  const [configFilepath, filepath] = kind === 'config' ? [file, none] : [none, file];
  const found = await loadSharedConfigFiles({ filepath, configFilepath, ignoreCache: true });
  return tidy(kind === 'config' ? found.configFile : found.credentialsFile);
}

export const hasBotocore = spawnSync('python3', ['-c', 'import botocore']).status === 0;

/** What botocore, and so the AWS CLI, reads. */
export function botocore(samples: readonly { kind: Kind; text: string }[]): Reading[] {
  const folder = newFolder();
  for (const [number, { text }] of samples.entries()) writeFileSync(path.join(folder, String(number)), text);
  const script = `
import json, sys
from botocore.configloader import load_config, raw_config_parse
found = []
for number, kind in enumerate(sys.argv[2].split(',')):
    try:
        file = sys.argv[1] + '/' + str(number)
        found.append(load_config(file)['profiles'] if kind == 'config' else raw_config_parse(file))
    except Exception:
        found.append('refused')
print(json.dumps(found))
`;
  const kinds = samples.map(({ kind }) => kind).join(',');
  const env = { PATH: process.env.PATH, HOME: folder };
  const found = JSON.parse(
    execFileSync('python3', ['-c', script, folder, kinds], { encoding: 'utf8', env }),
  ) as unknown[];
  return found.map(tidy);
}

function tidy(reading: unknown): Reading {
  if (reading === 'refused') return 'refused';
  const entries = Object.entries(reading as Record<string, Record<string, unknown>>);
  return Object.fromEntries(entries.map(([name, settings]) => [name, flat(settings)]));
}

/** Nested settings as `parent.name`. */
function flat(settings: Record<string, unknown>): Record<string, string> {
  const pairs = Object.entries(settings).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).map(([child, inner]) => [`${name}.${child}`, String(inner)])
      : [[name, String(value)]],
  );
  return Object.fromEntries(pairs.filter(([, value]) => value !== ''));
}
