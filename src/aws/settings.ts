import { parse } from 'ini';

/** The settings of one section: names in lower case, nested ones as `parent.name`. */
export type Settings = Readonly<Record<string, string>>;

/**
 * Reads a section's body. AWS's dialect is not ini's (sts.md section 5), so each setting is handed to `ini` as one
 * quoted name and one quoted value: no value can then be taken for a comment, a boolean, an array or a number.
 * Of what stands twice the last one counts.
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

function quotedLines(body: string): string[] {
  const quoted: string[] = [];
  /** The setting above, where it has no value of its own: deeper ones are nested in it. */
  let parent: { name: string; depth: number } | undefined;
  for (const line of body.split(/\r\n?|\n/)) {
    const setting = /^([ \t]*)([^#;=:\s][^=:]*)[=:](.*)$/s.exec(line);
    if (!setting) continue;
    const [, indent = '', rawName = '', rawValue = ''] = setting;
    const name = rawName.trim().toLowerCase();
    const value = rawValue.replace(/(^|[ \t])[#;].*$/s, '').trim();
    const isNested = parent !== undefined && indent.length > parent.depth;
    quoted.push(`${JSON.stringify(isNested ? `${parent?.name}.${name}` : name)}=${JSON.stringify(value)}`);
    if (!isNested) parent = value === '' ? { name, depth: indent.length } : undefined;
  }
  return quoted;
}
