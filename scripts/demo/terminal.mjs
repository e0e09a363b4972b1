// A shell on a pseudo-terminal, and what it waits for.
import { spawn } from '@lydell/node-pty';
import { READY } from './shells.mjs';

/**
 * @param {object} shell of shells.mjs
 * @param {{ home: string, env: Record<string, string> }} place
 * @param {{ columns: number, rows: number, env?: Record<string, string> }} window
 */
export function openTerminal(shell, { home, env }, { columns, rows, env: more }) {
  const child = spawn(shell.program, shell.words, {
    cols: columns,
    rows,
    cwd: home,
    env: { ...env, ...shell.env(home), SHELL: shell.program, ...more },
  });
  const listeners = new Set();
  let all = '';
  let entered = 0;
  let isOpen = true;
  child.onData((data) => {
    all += data;
    if (data.includes('\u001b[c') || data.includes('\u001b[0c')) child.write('\u001b[?6c'); // fish 4 asks what this is
    for (const listen of listeners) listen(data);
  });
  // Before the place is removed: a shell writes when it ends.
  const kill = () => child.kill('SIGKILL');
  process.prependListener('exit', kill);
  const ended = new Promise((resolve) => {
    child.onExit(() => {
      isOpen = false;
      process.off('exit', kill);
      resolve();
    });
  });
  return {
    ended,
    /** @param {(data: string) => void} listen @returns what ends it */
    listen: (listen) => {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    write: (keys) => {
      if (keys.includes('\r')) entered = all.length;
      if (isOpen) child.write(keys);
    },
    resize: (wide, high) => isOpen && child.resize(wide, high),
    everything: () => all,
    /** What came since Enter was pressed. */
    sinceEnter: () => all.slice(entered),
    /** Whether a prompt waits. Where Enter was pressed, a new line comes first: the old prompt may be drawn again. */
    isAtPrompt: () => {
      const at = all.lastIndexOf(READY);
      const isNew = entered === 0 || all.slice(entered, at).includes('\n');
      return at >= entered && isNew && !all.slice(at).includes('\n');
    },
    close: async () => {
      if (isOpen) kill();
      await ended;
    },
  };
}

/** Whether the alternate screen is shown. */
export const isAlternate = (text) => text.lastIndexOf('\u001b[?1049h') > text.lastIndexOf('\u001b[?1049l');
