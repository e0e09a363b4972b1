// Lines at the foot of the window, in which the demo speaks, while a program has the rest of it.

/**
 * @param {NodeJS.WriteStream} output
 * @param {number} height in rows
 */
export function openBar(output, height) {
  let isShown = true;
  const columns = () => output.columns || 80;
  const rows = () => output.rows || 24;
  const write = (text) => output.write(text);
  // What is on the screen moves up.
  write(`${'\n'.repeat(height)}\u001b[${height}A`);
  return {
    rows,
    /** The window that is left for a program. */
    room: () => ({ columns: columns(), rows: rows() - (isShown ? height : 0) }),
    /** Leaves the whole window to a program on the alternate screen, and speaks in the window's title. */
    show: (isWanted) => {
      isShown = isWanted;
    },
    /** @param {string[]} lines as many as the bar is high */
    draw: (lines) => {
      if (!isShown) {
        write(`\u001b]0;${lines.at(-1)}\u0007`);
        return;
      }
      const first = rows() - height + 1;
      const drawn = lines.map((line, at) => {
        const text = ` ${line}`.slice(0, columns() - 1).padEnd(columns() - 1);
        return `\u001b[${first + at};1H\u001b[0;7m${text}\u001b[0m\u001b[K`;
      });
      // Text above it scrolls without it, and the cursor comes back: the program does not see that somebody else has drawn.
      write(`\u001b7\u001b[1;${first - 1}r${drawn.join('')}\u001b8`);
    },
    close: () => {
      const first = rows() - height + 1;
      write(`\u001b7\u001b[r\u001b[${first};1H\u001b[J\u001b8\u001b[?25h`);
    },
  };
}
