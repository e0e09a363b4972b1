import { configuration } from '../errors.ts';
import { lineAt, type Section, sections } from './sections.ts';

/** What is written into a section; every other setting of it stays. */
export type Changes = Readonly<Record<string, string>>;

/**
 * Sets some settings of one section of a credentials file, and drops others, byte for byte leaving all else as it was:
 * comments, order, blank lines, line ends, a missing last newline (C5.3).
 * @param text UTF-8, or one character for each byte: blanks are ASCII's only
 * @param name the section's name, in the same form; the section is made at the end where there is none
 * @param drop names that go away
 * @param file the file's name, for messages
 * @throws Failure (configuration) where the section stands twice, or a name or value would break the file
 */
export function editSection(text: string, name: string, set: Changes, drop: readonly string[], file: string): string {
  for (const value of [name, ...Object.values(set)]) checkOneLine(value, file);
  const end = lineEnd(text);
  const found = [...sections(text)].filter(({ header }) => header.replace(/^[ \t]+|[ \t]+$/g, '') === name);
  const [section, second] = found;
  if (!section) return append(text, name, set, end);
  if (second) {
    const lines = found.map(({ start }) => lineAt(text, start)).join(' and ');
    throw configuration(
      `${file}: [${name}] stands twice, in lines ${lines}`,
      'make one of them; the AWS CLI refuses the file too',
    );
  }
  if (section.header !== name) {
    throw configuration(
      `${file}: [${section.header}], in line ${lineAt(text, section.start)}, has blanks that AWS does not take`,
      `write [${name}] there`,
    );
  }
  const body = text.slice(section.body, section.end);
  const header = headerWithEnd(text, section, end);
  return text.slice(0, section.start) + header + editBody(body, set, drop, end) + text.slice(section.end);
}

/** A header in the last line may have no line end: what comes below it needs one. */
function headerWithEnd(text: string, { start, body }: Section, end: string): string {
  const line = text.slice(start, body);
  return /[\r\n]$/.test(line) ? line : line + end;
}

function editBody(body: string, set: Changes, drop: readonly string[], end: string): string {
  const lines = body.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? [];
  const left = new Map(Object.entries(set));
  const kept: string[] = [];
  let indent: string | undefined;
  let parent: Line | undefined;
  for (const line of lines.map(readLine)) {
    // A deeper line that is no setting, or stands below an empty one, belongs to the setting above, and goes with it.
    const nested =
      parent && line.indent.length > parent.indent.length && (line.name === undefined || parent.value === '');
    if (nested && !line.isRemark) {
      if (!isOurs(parent, set, drop)) kept.push(line.text);
      continue;
    }
    if (line.name !== undefined) {
      indent ??= line.indent;
      parent = line;
    }
    const value = line.name === undefined ? undefined : left.get(line.name);
    if (!isOurs(line, set, drop)) kept.push(line.text);
    else if (line.name !== undefined && value !== undefined) {
      kept.push(`${line.indent}${line.name} = ${value}${line.end}`);
      left.delete(line.name);
    }
  }
  return insert(
    kept,
    [...left].map(([name, value]) => `${indent ?? ''}${name} = ${value}`),
    end,
  );
}

interface Line {
  text: string;
  indent: string;
  /** In lower case, as the AWS CLI reads it; undefined where the line is no setting. */
  name: string | undefined;
  value: string;
  end: string;
  /** A comment or a blank line. */
  isRemark: boolean;
}

function readLine(text: string): Line {
  const [, indent = '', content = '', end = ''] = /^([ \t]*)(.*?)([\r\n]*)$/s.exec(text) ?? [];
  const isRemark = /^([#;]|[ \t]*$)/.test(content);
  const [, name, value = ''] = (!isRemark && /^([^=:]+?)[ \t]*[=:](.*)$/s.exec(content)) || [];
  return { text, indent, name: name?.toLowerCase(), value: value.replace(/^[ \t]+|[ \t]+$/g, ''), end, isRemark };
}

const isOurs = (line: Line | undefined, set: Changes, drop: readonly string[]): boolean =>
  line?.name !== undefined && (line.name in set || drop.includes(line.name));

/** Behind the last setting, before the blank lines and comments that lead to the next section. */
function insert(lines: string[], added: string[], end: string): string {
  if (added.length === 0) return lines.join('');
  const at = lines.findLastIndex((line) => !readLine(line).isRemark) + 1;
  const before = lines.slice(0, at).join('');
  const after = lines.slice(at).join('');
  const joint = before === '' || /[\r\n]$/.test(before) ? '' : end;
  const last = after === '' && joint !== '' ? '' : end; // no line end at the end of the file before, none now
  return before + joint + added.join(end) + last + after;
}

function append(text: string, name: string, set: Changes, end: string): string {
  const lines = [`[${name}]`, ...Object.entries(set).map(([key, value]) => `${key} = ${value}`)];
  const blank = text === '' || /(\r\n|\n|\r)\1$/.test(text) ? '' : end;
  return `${text}${text === '' || /[\r\n]$/.test(text) ? '' : end}${blank}${lines.join(end)}${end}`;
}

const lineEnd = (text: string): string => /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';

function checkOneLine(text: string, file: string): void {
  if (/[\r\n\0]/.test(text)) throw configuration(`a line break cannot be written into ${file}`, 'nothing was changed');
}
