import { type KeyPair, keySettings, ownKeys } from '../profile.ts';
import { changeFile, rehearseChange } from './change-file.ts';
import { editSection } from './edit.ts';
import type { AwsFile, AwsFiles } from './read.ts';
import { readSettings, sections } from './sections.ts';

interface KeyHolder {
  file: string;
  header: string;
  id: string;
}

/** Every section of the two files with a long-term key pair of its own. */
export const keyHolders = ({ credentials, config }: AwsFiles): KeyHolder[] =>
  [credentials, config].flatMap((file) => holdersIn(file));

const holdersIn = ({ path, text }: AwsFile): KeyHolder[] =>
  [...sections(text)].flatMap(({ header, body, end }) => {
    const part = text.slice(body, end);
    const id = /aws_access_key_id/i.test(part) ? ownKeys(readSettings(part))?.accessKeyId : undefined;
    return id === undefined ? [] : [{ file: path, header: header.trim(), id }];
  });

/** A text with another key pair in each section that holds the key `from`; every other byte stays. */
export function withOtherKey(text: string, from: string, to: KeyPair, file: string): string {
  return holdersIn({ path: file, text })
    .filter(({ id }) => id === from)
    .reduce((edited, { header }) => editSection(edited, header, keySettings(to), [], file), text);
}

/** As long as a real pair. */
const placeholder: KeyPair = { accessKeyId: '-'.repeat(20), secretAccessKey: '-'.repeat(40) };

const filesWith = (files: AwsFiles, id: string): string[] => [
  ...new Set(
    keyHolders(files)
      .filter((holder) => holder.id === id)
      .map(({ file }) => file),
  ),
];

/** Does all of `replaceKey` but the last step. @throws Failure (configuration) where that would fail */
export async function checkReplaceable(files: AwsFiles, from: string, warn: (message: string) => void): Promise<void> {
  for (const file of filesWith(files, from)) {
    const change = (text: string): string => withOtherKey(text, from, placeholder, file);
    await rehearseChange(file, change, { holds: 'the new key', advice: 'nothing was changed', warn });
  }
}

/** Puts another key pair into each section that holds a key, file by file. @throws Failure (configuration) */
export async function replaceKey(files: AwsFiles, from: string, to: KeyPair): Promise<void> {
  for (const file of filesWith(files, from)) await changeFile(file, (text) => withOtherKey(text, from, to, file));
}
