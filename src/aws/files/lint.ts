/** A fault that the AWS CLI stops at, or that makes it read something else than what was meant. */
export interface Fault {
  /**
   * `duplicate`, `unclosed` (a header) and `stray` (neither header, setting nor comment, or before any header): the AWS CLI
   * refuses the whole file. `indented`: to it, the line goes on with the value above.
   */
  kind: 'duplicate' | 'unclosed' | 'stray' | 'indented';
  /** From 1. */
  lines: number[];
  /** As in `region appears twice in [default]`, or the header; '' where the line may hold anything, a secret too. */
  what: string;
}

/**
 * Reads as Python's configparser does, and the AWS CLI with it, and tells what that trips over.
 * @param text a whole file, or one section of it
 * @param first the number of the text's first line
 */
export function lintAwsFile(text: string, first = 1): Fault[] {
  const found: Fault[] = [];
  const headers = new Map<string, Fault>();
  let settings = new Map<string, Fault>();
  let header: string | undefined;
  /** The setting above: deeper lines go on with its value, and are nested where that is empty. */
  let above: { indent: number; isEmpty: boolean } | undefined;
  for (const [at, whole] of text.split(/\r\n?|\n/).entries()) {
    const line = whole.trim();
    if (/^([#;]|$)/.test(line)) continue;
    const tell = (kind: Fault['kind'], what = ''): number => found.push({ kind, lines: [first + at], what });
    const note = (seen: Map<string, Fault>, name: string, what: string): void => {
      const known = seen.get(name);
      if (known?.lines.push(first + at) === 2) found.push(known);
      if (!known) seen.set(name, { kind: 'duplicate', lines: [first + at], what });
    };
    const indent = whole.search(/\S/);
    const goesOn = above !== undefined && indent > above.indent;
    if (line.startsWith('[')) {
      const [, name] = /^\[(.+)\]/.exec(line) ?? [];
      if (name === undefined) tell('unclosed', /^[^=:]*/.exec(line)?.[0]);
      else if (goesOn) tell('indented', `[${name}]`);
      else if (name !== 'DEFAULT') note(headers, name, `[${name}] appears twice`);
      settings = new Map();
      header = name ?? line;
      above = undefined;
    } else if (goesOn) {
      if (above?.isEmpty) line.includes('=') || tell('stray');
      else if (/^[a-z]\w*[ \t]*=/i.test(line)) tell('indented');
    } else {
      const end = line.slice(1).search(/[=:]/) + 1;
      if (end === 0 || header === undefined) tell('stray');
      else {
        const name = line.slice(0, end).trim().toLowerCase();
        note(settings, name, `${name} appears twice in [${header}]`);
        above = { indent, isEmpty: line.slice(end + 1).trim() === '' };
      }
    }
  }
  return found;
}
