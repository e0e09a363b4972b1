import { configuration } from '../../errors.ts';
import { asBytes } from './change-file.ts';
import { editSection } from './edit.ts';
import { readPlainFile, whyUnreadable } from './read.ts';

interface ProcessProfile {
  name: string;
  /** The words of its `credential_process`. */
  command: readonly string[];
  region?: string | undefined;
}

/** A config file with one more profile. @throws Failure (configuration) where a line break stands in a word */
export function withProcessProfile(bytes: Buffer, file: string, { name, command, region }: ProcessProfile): Buffer {
  const set = { credential_process: processLine(command), ...(region && { region }) };
  const values = Object.fromEntries(Object.entries(set).map(([key, value]) => [key, asBytes(value)]));
  return Buffer.from(editSection(bytes.toString('latin1'), asBytes(`profile ${name}`), values, [], file), 'latin1');
}

/** As a `credential_process`: some SDKs split it themselves, others give it to `sh`, some end it at ` #` or ` ;`. */
export const processLine = (words: readonly string[]): string =>
  words.map((one) => (/^[\w@%+=:,./-]+$/.test(one) ? one : `'${one.replace(/['#;]/g, "'\\$&'")}'`)).join(' ');

export function freeName(profile: string, taken: readonly string[]): string {
  let name = /^[\w.-]+$/.test(profile) ? `${profile}-live` : 'mfa-env-live';
  while (taken.includes(name)) name += '-live';
  return name;
}

/** A pipe is empty when it is read again. @throws Failure (configuration) where it is no plain file */
export function plainBytes(file: string): Buffer {
  try {
    return readPlainFile(file);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return Buffer.alloc(0);
    throw configuration(
      `--live cannot read ${file} again: ${whyUnreadable(error)}`,
      'name a plain file in AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE',
      error,
    );
  }
}
