// The demo where there is no terminal: it plays itself, and writes what a terminal would show.
import { play, waits } from './player.mjs';
import { plain, readScreen } from './screen.mjs';
import { fault } from './story.mjs';
import { openTerminal } from './terminal.mjs';

/** Room for the QR code, with text beside it. */
const columns = 100;
const rows = 30;

/**
 * @param {(line: string) => void} say
 * @throws Error where a step does not do what it says
 */
export async function transcript(shell, stage, steps, say) {
  const terminals = [];
  let screen;
  try {
    for (const { isNew, about, line, ...step } of steps) {
      say(`\n${about}\n`);
      if (isNew || !screen) {
        const terminal = openTerminal(shell, stage.place, { columns, rows, env: environment() });
        terminals.push(terminal);
        await waits(terminal, stage);
        screen = follow(terminal);
      }
      const before = screen.shown();
      await play(screen.terminal, line(before), stage, () => screen.tellAlternate(say));
      screen.tell(say);
      const wrong = fault(step, screen.shown().slice(before.length));
      if (wrong) throw new Error(wrong);
    }
  } finally {
    await Promise.all(terminals.map((terminal) => terminal.close()));
  }
}

/** What a terminal shows, line by line; the last one, with the prompt, is told with the next step. */
function follow(terminal) {
  const read = () => readScreen(terminal.everything(), columns);
  const first = read().row;
  let told = first;
  const tell = (say) => {
    const { lines, row } = read();
    for (const line of lines.slice(told, row)) say(`   ${plain(line)}`.trimEnd());
    told = row;
  };
  return {
    terminal,
    shown: () => {
      const { lines, row } = read();
      return lines.slice(first, row).map(plain).join('\n');
    },
    tell,
    /** Where there is a screen above. */
    tellAlternate: (say) => {
      const { alternate } = read();
      if (!alternate) return;
      tell(say);
      for (const line of withoutSecrets(alternate)) say(`   ║  ${line}`);
    },
  };
}

/** The screen with the QR code, without that and the key in letters: they are secrets. */
function withoutSecrets(lines) {
  const texts = lines.map((line) => plain(line.filter(({ style }) => style !== 'qr')).trim()).filter(Boolean);
  return ['(a screen of its own, with a QR code)', ...texts.map((text) => text.replace(/\b[A-Z2-7]{4}\b/g, '▪▪▪▪'))];
}

/** A QR code needs UTF-8. */
function environment() {
  const isUtf8 = /utf-?8/i.test(process.env.LC_ALL || process.env.LC_CTYPE || process.env.LANG || '');
  const locale = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8';
  return { TERM: 'xterm-256color', ...(!isUtf8 && { LC_ALL: locale }) };
}
