import type { FunctionsShell } from '../../shell/functions-text.ts';
import { word } from '../../text/quote.ts';

/**
 * The line of a start-up file that loads the functions. It says nothing where the file is gone, and stops no shell.
 * ~/.profile is read by other shells, too, which could not parse the functions.
 * @param file of the functions
 */
export function startUpLine(shell: FunctionsShell, file: string, home: string): string {
  // A home folder that moves, or is another one on the next machine, takes the line with it.
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
