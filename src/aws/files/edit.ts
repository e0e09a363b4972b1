import { configuration } from '../../errors.ts';
import { lineAt, sections } from './sections.ts';

export type Changes = Readonly<Record<string, string>>;

/**
 * Sets and removes settings in one section of a credentials file, and leaves every other byte unchanged (C5.3).
 * @param name decoded like `text`, as UTF-8 or latin1; a missing section is appended
 * @throws Failure (configuration) where the section appears twice, or a name or value would break the file
 */
export function editSection(text: string, name: string, set: Changes, drop: readonly string[], file: string): string {
  for (const value of [name, ...Object.values(set)]) checkOneLine(value, file);
  const end = lineEnd(text);
  const found = [...sections(text)].filter(({ header }) => trimBlanks(header) === name);
  const [section, second] = found;
  if (!section) return append(text, name, set, end);
  if (second) {
    const lines = found.map(({ start }) => lineAt(text, start)).join(' and ');
    throw configuration(
      `${file}: [${name}] appears twice, in lines ${lines}`,
      'merge them; the AWS CLI refuses the file too',
    );
  }
  if (section.header !== name) {
    throw configuration(
      `${file}: [${section.header}], in line ${lineAt(text, section.start)}, has blanks that AWS does not accept`,
      `change it to [${name}]`,
    );
  }
  const before = text.slice(0, section.body);
  const after = text.slice(section.end);
  const isOpen = after === '' && !/[\r\n]$/.test(text);
  const body = isOpen ? text.slice(section.body) + end : text.slice(section.body, section.end);
  const joint = /[\r\n]$/.test(before) ? '' : end; // a header in the last line
  const refuseIndented = (at: number, setting: string): never => {
    throw configuration(
      `${file}, line ${lineAt(text, section.body) + at}: it is indented, so the AWS CLI reads it as part of ${setting}`,
      'remove the blanks before it',
    );
  };
  const edited =
    before + joint + editBody(joint ? '' : body, set, drop, end, blanksBefore(after), refuseIndented) + after;
  return isOpen ? edited.replace(/(\r\n|\n|\r)$/, '') : edited;
}

/** @param below indent of the next header: the AWS CLI reads a header deeper than a setting as part of its value */
function editBody(
  body: string,
  set: Changes,
  drop: readonly string[],
  end: string,
  below: string,
  refuseIndented: (at: number, setting: string) => never,
): string {
  const lines = body.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? [];
  const left = new Map(Object.entries(set));
  const kept: string[] = [];
  /** Where a line was removed. New lines take its place. */
  let hole = 0;
  /** The indent of the settings that the AWS CLI sees. It reads a deeper line as part of the value above. */
  let indent: string | undefined;
  let parent: Line | undefined;
  for (const [at, line] of lines.map(readLine).entries()) {
    // A deeper line that is not a setting, or is below an empty one, belongs to the setting above.
    const nested =
      parent && line.indent.length > parent.indent.length && (line.name === undefined || parent.value === '');
    if (nested && !line.isRemark) {
      if (!isOurs(parent, set, drop)) kept.push(line.text);
      continue;
    }
    const isDeeper = parent && line.name !== undefined && line.indent.length > parent.indent.length;
    if (isDeeper && isOurs(parent, set, drop)) refuseIndented(at, parent?.name ?? '');
    const isSeen = indent === undefined || line.indent.length <= indent.length;
    if (line.name !== undefined) {
      if (isSeen) indent = line.indent;
      parent = line;
    }
    const value = line.name === undefined ? undefined : left.get(line.name);
    if (!isOurs(line, set, drop)) kept.push(line.text);
    else if (line.name !== undefined && value !== undefined && isSeen) {
      kept.push(`${line.indent}${line.name} = ${value}${line.end}`);
      left.delete(line.name);
    } else hole = kept.length;
  }
  return insert(
    kept,
    [...left].map(([name, value]) => `${indent ?? below}${name} = ${value}`),
    end,
    hole,
  );
}

interface Line {
  text: string;
  indent: string;
  /** In lower case, as the AWS CLI reads it; undefined for a line that is not a setting. */
  name: string | undefined;
  value: string;
  end: string;
  isRemark: boolean;
}

function readLine(text: string): Line {
  const [, indent = '', content = '', end = ''] = /^([ \t]*)(.*?)([\r\n]*)$/s.exec(text) ?? [];
  const isRemark = /^([#;]|[ \t]*$)/.test(content);
  const at = isRemark ? -1 : content.search(/[=:]/);
  const name = at > 0 ? trimBlanks(content.slice(0, at)).toLowerCase() : undefined;
  return { text, indent, name, value: at > 0 ? trimBlanks(content.slice(at + 1)) : '', end, isRemark };
}

/** A regular expression would take quadratic time for a long run of blanks. */
function trimBlanks(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && /[ \t]/.test(text.charAt(start))) start++;
  while (end > start && /[ \t]/.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

const isOurs = (line: Line | undefined, set: Changes, drop: readonly string[]): boolean =>
  line?.name !== undefined && (Object.hasOwn(set, line.name) || drop.includes(line.name));

/** Inserts lines after the last setting, before the blank lines and comments that belong to the next section. */
function insert(lines: string[], added: string[], end: string, hole: number): string {
  if (added.length === 0) return lines.join('');
  const at = Math.max(hole, lines.findLastIndex((line) => !readLine(line).isRemark) + 1);
  return [...lines.slice(0, at), ...added.map((line) => line + end), ...lines.slice(at)].join('');
}

function append(text: string, name: string, set: Changes, end: string): string {
  const lines = [`[${name}]`, ...Object.entries(set).map(([key, value]) => `${key} = ${value}`)];
  const blank = text === '' || /(\r\n|\n|\r)\1$/.test(text) ? '' : end;
  return `${text}${text === '' || /[\r\n]$/.test(text) ? '' : end}${blank}${lines.join(end)}${end}`;
}

const blanksBefore = (text: string): string => /^[ \t]*/.exec(text)?.[0] ?? '';

const lineEnd = (text: string): string => /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';

function checkOneLine(text: string, file: string): void {
  if (/[\r\n\0]/.test(text)) throw configuration(`a line break cannot be written into ${file}`, 'nothing was changed');
}
