import { type Known, type Profile, readProfile } from '../profile.ts';
import type { AwsFiles } from './read.ts';
import { profileName, sections } from './sections.ts';

/**
 * Cuts the files into what each profile needs: its own sections, those of `default` and of its services. Reading all of
 * 10,000 profiles from the whole text takes a minute. Line numbers count within the excerpt.
 */
export function excerpts(files: AwsFiles): (name: string) => AwsFiles & { known: Known } {
  const parts = { config: byName(files, 'config'), credentials: byName(files, 'credentials') };
  const part = (kind: keyof AwsFiles, names: readonly string[]): AwsFiles[keyof AwsFiles] => ({
    path: files[kind].path,
    text: names.map((name) => parts[kind].get(name) ?? '').join(''),
  });
  const read = new Map<string, Profile | undefined>();
  const profile = (name: string): Profile | undefined => {
    if (!read.has(name)) {
      const own = { config: part('config', [name]), credentials: part('credentials', [name]) };
      read.set(name, readProfile(own, name));
    }
    return read.get(name);
  };
  const known: Known = { profile, loops: new Map() };
  return (name) => {
    const services = profile(name)?.settings.services;
    const names = [...new Set([name, 'default', ...(services ? [`services ${services}`] : [])])];
    return { config: part('config', names), credentials: part('credentials', names), known };
  };
}

function byName(files: AwsFiles, kind: keyof AwsFiles): Map<string, string> {
  const { text } = files[kind];
  const found = new Map<string, string>();
  for (const { header, start, end } of sections(text)) {
    const name = profileName(header, kind) ?? header.trim().replace(/^services[ \t]+(["']?)(.*)\1$/, 'services $2');
    const part = text.slice(start, end);
    found.set(name, `${found.get(name) ?? ''}${part}${/[\r\n]$/.test(part) ? '' : '\n'}`);
  }
  return found;
}
