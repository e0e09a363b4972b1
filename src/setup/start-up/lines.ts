import type { FunctionsShell } from '../../shell/functions-text.ts';
import { word } from '../../text/quote.ts';

// Pure: the lines that load the functions. Texts are `latin1`, so that every byte of the file stays.

export const firstMark = '# >>> mfa-env >>>';
export const lastMark = '# <<< mfa-env <<<';
const blocks = new RegExp(
  `^${firstMark}[ \\t]*\\r?\\n((?:(?!${firstMark}|${lastMark})[^\\n]*\\n)*)${lastMark}[ \\t]*(?:\\r?\\n|(?![^]))`,
  'gm',
);

/** What `setup --undo` takes out with the lines, so that the file is as it was. */
const notes = { newline: ', with the newline above', file: ', with this file' };
const noteOf = (lines: string): string => /^# Made by mfa-env setup(, with [a-z ]+)?\./m.exec(lines)?.[1] ?? '';

/** Whether the marks are in order: each first one is followed by its last one. */
export const hasWholeBlocks = (text: string): boolean =>
  !new RegExp(`^(?:${firstMark}|${lastMark})`, 'm').test(text.replace(blocks, ''));

/** The lines between the marks; undefined without a block. */
export const blockIn = (text: string): string | undefined => [...text.matchAll(blocks)][0]?.[1];

export const outsideBlocks = (text: string): string => text.replace(blocks, '');

/** Puts a line into a start-up file: where our block is, else at the end. @param text undefined for a missing file */
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

/**
 * Takes our blocks out. @param isOurs whether `withBlock` was called with this line
 * @returns what is left, undefined where the file came with the block; lines in the block that `withBlock` does not write
 */
export function withoutBlock(
  text: string,
  isOurs: (line: string) => boolean,
): { text: string | undefined; foreign: string[] } {
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

/** The line that loads the functions. It does nothing where they are gone, nor in other shells, which read ~/.profile, too. */
export function startUpLine(shell: FunctionsShell, file: string, home: string): string {
  // With $HOME the line still works where the home folder moves, or is another one on the next machine.
  const place =
    home !== '' && file.startsWith(`${home}/`) ? `"$HOME"/${word(file.slice(home.length + 1))}` : word(file);
  switch (shell) {
    case 'bash':
      return `if [ -n "\${BASH_VERSION-}" ] && [ -r ${place} ]; then . ${place}; fi`;
    case 'zsh':
      return `if [[ -r ${place} ]]; then . ${place}; fi`;
    case 'fish':
      return `if status is-interactive; and test -r ${place}; source ${place}; end`;
  }
}

/** Whether `startUpLine` made a line, for whatever file. */
export const isStartUpLine = (line: string): boolean =>
  /^if (?:\[ -n "\$\{BASH_VERSION-\}" \] && \[ -r|\[\[ -r|status is-interactive; and test -r) .*mfa-env\/mfa-env\.(?:bash|zsh|fish)/.test(
    line,
  );

/** The number of a line of the user's that loads the functions. */
export function ownLineIn(text: string): number | undefined {
  const at = outsideBlocks(text)
    .split('\n')
    .findIndex((line) => loading.test(line));
  return at < 0 ? undefined : at + 1;
}

/** Whether a line (not a comment) runs `mfa-env init`, sources a file of mfa-env, or defines `authaws`. */
export const loadsFunctions = (text: string): boolean => text.split('\n').some((line) => loading.test(line));

const loading =
  /^\s*function authaws\b|^\s*authaws\s*\(\)|^[^#]*\bmfa-env\b.*(?:\binit\b|\.(?:bash|zsh|fish)\b)|^(?:[^#]*[\s;&])?(?:\.|source)\s[^#]*\bmfa-env\b/;
