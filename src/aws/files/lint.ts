/** A problem for which the AWS CLI refuses or misreads a file. */
export interface Fault {
  /**
   * For `duplicate`, `unclosed` (a header without `]`) and `stray` (not a header, setting or comment, or before the first
   * header) the AWS CLI refuses the file. It reads an `indented` line as part of the value above.
   */
  kind: 'duplicate' | 'unclosed' | 'stray' | 'indented';
  /** From 1. */
  lines: number[];
  /** Such as `region appears twice in [default]`, or the header; '' where the line may hold a secret. */
  what: string;
}

/** Finds what Python's configparser, and so the AWS CLI, refuses or misreads. @param first number of the first line */
export function lintAwsFile(text: string, first = 1): Fault[] {
  const found: Fault[] = [];
  const headers = new Map<string, Fault>();
  let settings = new Map<string, Fault>();
  let header: string | undefined;
  /** The setting above. Deeper lines belong to its value, and are nested settings where that is empty. */
  let above: { indent: number; isEmpty: boolean } | undefined;
  for (const [at, untrimmed] of text.split(/\r\n?|\n/).entries()) {
    const line = untrimmed.trim();
    if (/^([#;]|$)/.test(line)) continue;
    const report = (kind: Fault['kind'], what = ''): void => {
      found.push({ kind, lines: [first + at], what });
    };
    const note = (seen: Map<string, Fault>, name: string, what: string): void => {
      const fault = seen.get(name) ?? { kind: 'duplicate', lines: [], what };
      seen.set(name, fault);
      fault.lines.push(first + at);
      if (fault.lines.length === 2) found.push(fault);
    };
    const indent = untrimmed.search(/\S/);
    const isContinuation = above !== undefined && indent > above.indent;
    if (line.startsWith('[')) {
      const [, name] = /^\[(.+)\]/.exec(line) ?? [];
      if (name === undefined) report('unclosed', /^[^=:]*/.exec(line)?.[0]);
      else if (isContinuation) report('indented', `[${name}]`);
      else if (name !== 'DEFAULT') note(headers, name, `[${name}] appears twice`);
      settings = new Map();
      header = name ?? line;
      above = undefined;
    } else if (isContinuation) {
      if (above?.isEmpty && !line.includes('=')) report('stray');
      if (!above?.isEmpty && /^[a-z]\w*[ \t]*=/i.test(line)) report('indented');
    } else {
      const end = line.slice(1).search(/[=:]/) + 1;
      if (end === 0 || header === undefined) report('stray');
      else {
        const name = line.slice(0, end).trim().toLowerCase();
        note(settings, name, `${name} appears twice in [${header}]`);
        above = { indent, isEmpty: line.slice(end + 1).trim() === '' };
      }
    }
  }
  return found;
}

/** Problems in a section for which the AWS CLI refuses the file. @param line counts the section's first line */
export function refusedIn(section: string, line: () => number): string[] {
  if (lintAwsFile(section).length === 0) return [];
  return lintAwsFile(section, line()).flatMap(({ kind, what, lines }) => {
    if (kind === 'duplicate') return [`: ${what}, in lines ${lines.join(' and ')}`];
    return kind === 'stray' ? [`, line ${lines[0]}: not a setting or a comment; the AWS CLI refuses the file`] : [];
  });
}
