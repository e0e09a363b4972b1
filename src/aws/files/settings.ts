import { parse } from 'ini';

/** The settings of one section: names in lower case, nested ones as `parent.name`. */
export type Settings = Readonly<Record<string, string>>;

/**
 * Reads the body of a section. AWS's syntax differs from `ini`'s (docs/aws.md, Files), so `ini` gets each name and value
 * quoted, and cannot mistake a value for a comment, a boolean, an array or a number. The last of two settings counts. A
 * deeper line belongs to the value above, unless that is empty or the line looks like a setting, as many indent those.
 */
export function readSettings(body: string): Settings {
  const parsed = parse(quotedLines(body).join('\n'), { bracketedArray: false }) as Record<string, unknown>;
  const settings: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(parsed)) {
    // `ini` turns quoted words into booleans and null, too.
    settings[name] = String(Array.isArray(value) ? value.at(-1) : value);
  }
  return settings;
}

interface SettingLine {
  name: string;
  value: string;
  depth: number;
}

function quotedLines(body: string): string[] {
  const found: SettingLine[] = [];
  /** The setting above. If it has no value, deeper settings are nested in it. */
  let above: SettingLine | undefined;
  for (const line of body.split(/\r\n?|\n/)) {
    const [, indent = '', rest = ''] = /^([ \t]*)([^#;\s].*)$/s.exec(line) ?? [];
    const isDeeper = above !== undefined && indent.length > above.depth;
    const [, rawName = '', rawValue = ''] = /^([^=:\s][^=:]*)[=:](.*)$/s.exec(rest) ?? [];
    const isNested = isDeeper && above?.value === '';
    if (above && isDeeper && !isNested && !/^[a-z]\w*[ \t]*=/i.test(rest)) {
      above.value += `\n${rest.trim()}`; // a comment at the end is part of the value, as in all AWS tools
    } else if (rawName !== '') {
      const name = rawName.trim().toLowerCase();
      const value = rawValue.replace(/(^|[ \t])[#;].*$/s, '').trim();
      found.push({ name: isNested ? `${above?.name}.${name}` : name, value, depth: indent.length });
      if (!isNested) above = found.at(-1);
    }
  }
  return found.map(({ name, value }) => `${JSON.stringify(name)}=${JSON.stringify(value)}`);
}
