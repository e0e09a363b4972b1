import type { AwsFiles } from './files.ts';
import { profileName, sections } from './sections.ts';
import { readSettings } from './settings.ts';

/**
 * Cuts out of the files what one profile needs: its sections, its sources', `default`'s and that of its services. For a look at all
 * profiles: a search of the whole text for each of 10,000 takes a minute. Line numbers in the excerpt are its own.
 */
export function excerpts(files: AwsFiles): (name: string) => AwsFiles {
  const parts = { config: byName(files, 'config'), credentials: byName(files, 'credentials') };
  const textOf = (kind: keyof AwsFiles, names: Iterable<string>): string =>
    [...names].map((name) => parts[kind].get(name) ?? '').join('');
  return (name) => {
    const names = new Set([name, 'default']);
    for (const one of names) {
      for (const kind of ['config', 'credentials'] as const) {
        const { source_profile: source, services } = readSettings(parts[kind].get(one) ?? '');
        if (source) names.add(source);
        if (services) names.add(`services ${services}`);
      }
      const longTerm = `${one}-long-term`;
      if (parts.config.has(longTerm) || parts.credentials.has(longTerm)) names.add(longTerm);
    }
    return {
      config: { path: files.config.path, text: textOf('config', names) },
      credentials: { path: files.credentials.path, text: textOf('credentials', names) },
    };
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
