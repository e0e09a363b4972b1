import { parse } from 'ini';

/** One section of an AWS file, as offsets into the text. */
export interface Section {
  header: string;
  start: number;
  body: number;
  /** Start of the next header's line, or the end of the text. */
  end: number;
}

/**
 * The sections of a file, in order. Text after the `]` is ignored, an indented header counts, and a line without `]`
 * starts no section (docs/aws.md, Files).
 */
export function* sections(text: string, from = 0): Generator<Section> {
  let start = nextHeader(text, from);
  while (start < text.length) {
    const open = text.indexOf('[', start);
    const body = nextLine(text, open);
    const close = text.slice(open, body).indexOf(']');
    const end = nextHeader(text, body);
    if (close !== -1) yield { header: text.slice(open + 1, open + close), start, body, end };
    start = end;
  }
}

/** The sections of `[name]`, `[profile name]` or `[profile "name"]`, without parsing the others. */
export function* sectionsNamed(text: string, name: string, kind = 'profile'): Generator<Section> {
  if (text.length < SHORT_CHARACTERS) {
    for (const section of sections(text)) if (isNamed(section.header, name, kind)) yield section;
    return;
  }
  const literal = name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const header = new RegExp(`\\[[ \\t]*(?:${kind}[ \\t]+)?["']?${literal}["']?[ \\t]*\\]`, 'g');
  let seen = 0;
  for (const { index } of text.matchAll(header)) {
    if (index < seen) continue; // a header is the first word of its line
    seen = nextLine(text, index);
    const start = nextHeader(text, lineStart(text, index));
    const found = sections(text, start).next().value;
    if (found && text.indexOf('[', start) === index) yield found;
  }
}

/** In a text this short all sections are read sooner than a pattern is made: there are 10,000 of them for `list`. */
const SHORT_CHARACTERS = 2000;

/** Whether a header is that of a name, as the pattern of `sectionsNamed` has it. */
function isNamed(header: string, name: string, kind: string): boolean {
  const bare = header.replace(/^[ \t]+|[ \t]+$/g, '');
  const behindKind = bare.startsWith(kind) && /^[ \t]/.test(bare.slice(kind.length)) ? bare.slice(kind.length) : bare;
  return [bare, behindKind.replace(/^[ \t]+/, '')].some((form) => {
    const [start, end] = [/^["']/.test(form) ? 1 : 0, /["']$/.test(form) ? -1 : form.length];
    return [form, form.slice(start), form.slice(0, end), form.slice(start, end)].includes(name);
  });
}

/** Undefined for other sections. Blanks around the name do not count, as AWS specifies it; in the AWS CLI they do. */
export function profileName(raw: string, file: 'config' | 'credentials'): string | undefined {
  const header = raw.trim();
  if (file === 'credentials' || header === 'default') return header;
  if (!/^profile[ \t]/.test(header)) return undefined;
  const name = header.slice('profile'.length).trim();
  return name.replace(/^(["'])(.*)\1$/, '$2');
}

/** The number of the line (from 1) at an offset. */
export const lineAt = (text: string, offset: number): number => text.slice(0, offset).split(/\r\n?|\n/).length;

function nextHeader(text: string, from: number): number {
  for (let open = text.indexOf('[', from); open !== -1; open = text.indexOf('[', open + 1)) {
    let start = open;
    while (start > from && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--;
    if (start === 0 || text[start - 1] === '\n' || text[start - 1] === '\r') return start;
  }
  return text.length;
}

function lineStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') start--;
  return start;
}

function nextLine(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\n') return at + 1;
    if (text[at] === '\r') return text[at + 1] === '\n' ? at + 2 : at + 1;
  }
  return text.length;
}

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
