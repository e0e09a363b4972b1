import { parse } from 'ini';

/** The settings of one section: names in lower case, nested ones as `parent.name`. */
export type Settings = Readonly<Record<string, string>>;

/**
 * Reads a section's body. AWS's dialect is not ini's (sts.md section 5), so each setting is handed to `ini` as one
 * quoted name and one quoted value: no value can then be taken for a comment, a boolean, an array or a number.
 * Of what appears twice the last one counts. A deeper line goes on with the value above, unless it is empty or the line
 * looks like a setting: many write those indented.
 */
export function readSettings(body: string): Settings {
  const parsed = parse(quotedLines(body).join('\n'), { bracketedArray: false }) as Record<string, unknown>;
  const settings: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(parsed)) {
    // `ini` makes booleans and null of quoted words too.
    settings[name] = String(Array.isArray(value) ? value.at(-1) : value);
  }
  return settings;
}

interface ResolvedConfig {
  name: string;
  value: string;
  depth: number;
}

function quotedLines(body: string): string[] {
  const found: ResolvedConfig[] = [];
  /** The setting above. Where it has no value of its own, deeper ones are nested in it. */
  let above: ResolvedConfig | undefined;
  for (const line of body.split(/\r\n?|\n/)) {
    const [, indent = '', rest = ''] = /^([ \t]*)([^#;\s].*)$/s.exec(line) ?? [];
    const isDeeper = above !== undefined && indent.length > above.depth;
    const [, rawName = '', rawValue = ''] = /^([^=:\s][^=:]*)[=:](.*)$/s.exec(rest) ?? [];
    const isNested = isDeeper && above?.value === '';
    if (above && isDeeper && !isNested && !/^[a-z]\w*[ \t]*=/i.test(rest)) {
      above.value += `\n${rest.trim()}`; // a comment behind it belongs to it, as for all AWS tools
    } else if (rawName !== '') {
      const name = rawName.trim().toLowerCase();
      const value = rawValue.replace(/(^|[ \t])[#;].*$/s, '').trim();
      found.push({ name: isNested ? `${above?.name}.${name}` : name, value, depth: indent.length });
      if (!isNested) above = found.at(-1);
    }
  }
  return found.map(({ name, value }) => `${JSON.stringify(name)}=${JSON.stringify(value)}`);
}
