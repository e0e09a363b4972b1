// The lines of ours in a start-up file, between two marks. Texts are `latin1`, so that every byte of the file stays.

export const firstMark = '# >>> mfa-env >>>';
export const lastMark = '# <<< mfa-env <<<';
const blocks = new RegExp(
  `^${firstMark}[ \\t]*\\r?\\n((?:(?!${firstMark}|${lastMark})[^\\n]*\\n)*)${lastMark}[ \\t]*(?:\\r?\\n|(?![^]))`,
  'gm',
);

/** What has to go with the lines, for the file to be as it was. */
const notes = { newline: ', with the newline above', file: ', with this file' };
const noteOf = (lines: string): string => /^# Made by mfa-env setup(, with [a-z ]+)?\./m.exec(lines)?.[1] ?? '';

/** Whether the marks are in order: each first one is followed by its last one. */
export const hasWholeBlocks = (text: string): boolean =>
  !new RegExp(`^(?:${firstMark}|${lastMark})`, 'm').test(text.replace(blocks, ''));

/** The lines between the marks; undefined without a block. */
export const blockIn = (text: string): string | undefined => [...text.matchAll(blocks)][0]?.[1];

/** The text without our blocks. */
export const outsideBlocks = (text: string): string => text.replace(blocks, '');

/**
 * Puts a line into a start-up file: at its end, or where our block is.
 * @param text of the file; undefined where there is none yet
 */
export function withBlock(text: string | undefined, line: string): string {
  const old = text === undefined ? undefined : blockIn(text);
  if (text === undefined) return block(line, notes.file, '\n');
  const newline = /\r\n/.test(text) && !/(?<!\r)\n/.test(text) ? '\r\n' : '\n';
  if (old !== undefined) {
    const made = block(line, noteOf(old), newline);
    let isFirst = true;
    return text.replace(blocks, (whole) => {
      if (!isFirst) return whole;
      isFirst = false;
      return made;
    });
  }
  if (text === '' || text.endsWith('\n')) return text + block(line, '', newline);
  return text + newline + block(line, notes.newline, newline);
}

/** A shell would read the CR as a part of the line: behind `#` it is a comment. */
const block = (line: string, note: string, newline: string): string =>
  [
    firstMark,
    `# Made by mfa-env setup${note}. To undo: mfa-env setup --undo`,
    newline === '\n' ? line : `${line} #`,
    lastMark,
  ]
    .map((one) => one + newline)
    .join('');

/** What is left without our blocks. */
export interface WithoutBlock {
  /** Undefined where the file came with the block, and holds nothing else. */
  text: string | undefined;
  /** Lines in the block that `withBlock` does not write. */
  foreign: string[];
}

/** Takes our blocks out. @param isOurs whether `withBlock` was called with this line */
export function withoutBlock(text: string, isOurs: (line: string) => boolean): WithoutBlock {
  let rest = text;
  const foreign: string[] = [];
  let cameWithFile = false;
  for (;;) {
    blocks.lastIndex = 0;
    const found = blocks.exec(rest);
    if (!found) break;
    const [whole, lines = ''] = found;
    const note = noteOf(lines);
    const behind = rest.slice(found.index + whole.length);
    let before = rest.slice(0, found.index);
    if (note === notes.newline && behind === '') before = before.replace(whole.includes('\r') ? /\r\n$/ : /\n$/, '');
    cameWithFile ||= note === notes.file;
    foreign.push(...lines.split(/\r?\n/).filter((line) => !isKnown(line.replace(/ #$/, ''), isOurs)));
    rest = before + behind;
  }
  return { text: rest === '' && cameWithFile ? undefined : rest, foreign };
}

const isKnown = (line: string, isOurs: (line: string) => boolean): boolean =>
  line === '' || line.startsWith('# Made by mfa-env setup') || isOurs(line);
