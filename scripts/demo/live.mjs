// The demo on a terminal: you are alice. A bar at the foot of the window shows her phone, and what Enter types.
import { openBar } from './bar.mjs';
import { answerTo } from './player.mjs';
import { withoutEscapes } from './screen.mjs';
import { fault } from './story.mjs';
import { isAlternate, openTerminal } from './terminal.mjs';

const { stdin, stdout } = process;
const BAR_ROWS = 2;
/** A smaller window belongs to the QR code alone. */
const ROWS_FOR_BOTH = 24 + BAR_ROWS;
const QUIET_MS = 40;
const PHONE_MS = 5000;
const LAST_WORDS = 'That is all. The shell is yours; exit ends the demo and removes it.';
/** What the terminal itself answers to a program: nobody has typed it. */
const reports = /^(?:\u001b\[[?>=]?[\d;]*[cRnuy]|\u001b\[[IO]|\u001b[P\]].*(?:\u001b\\|\u0007))+$/s;

/** Lets the user play, until a shell ends. */
export function live(shell, stage, steps) {
  const bar = openBar(stdout, BAR_ROWS);
  const terminals = [];
  let at = 0;
  let hasTyped = false;
  const current = () => terminals.at(-1);
  const isOpen = (step) => !step.isNew || terminals.length > 1;

  /** What Enter does where nothing was typed: keys that are pressed instead, or a second terminal. */
  function suggestion() {
    if (!current().isAtPrompt()) {
      const answer = answerTo(current().sinceEnter(), stage);
      const words = answer?.name ? `types ${answer.name}` : 'takes what is suggested';
      return answer && { keys: `${answer.keys}\r`, words };
    }
    const step = steps[at];
    if (!step) return undefined;
    if (!isOpen(step)) return { words: 'opens it' };
    const line = step.line(withoutEscapes(current().everything()));
    return { keys: `${line}\r`, words: `types: ${line}` };
  }

  function draw() {
    const code = stage.phone();
    const next = suggestion();
    const words = [code && `Your phone shows ${code.slice(0, 3)} ${code.slice(3)}`, next && `Enter ${next.words}`];
    const about = steps[at] ? `${at + 1}/${steps.length}  ${steps[at].about}` : LAST_WORDS;
    bar.draw([about, words.filter(Boolean).join(' · ')]);
  }

  function look() {
    const text = current().sinceEnter();
    const step = steps[at];
    const shown = withoutEscapes(text).replaceAll('\r', '');
    const isDone = step && isOpen(step) && current().isAtPrompt() && !fault(step, shown);
    if (isDone) at += 1;
    bar.show(!isAlternate(text) || bar.rows() >= ROWS_FOR_BOTH);
    const { columns, rows } = bar.room();
    current().resize(columns, rows);
    draw();
  }

  function press(data) {
    const keys = String(data);
    const next = keys === '\r' && !hasTyped && suggestion();
    if (next && !next.keys) {
      stdout.write('\r\n\u001b[2m── a second terminal ──\u001b[0m\r\n');
      open();
      return;
    }
    if (!reports.test(keys)) hasTyped = !/[\r\n\u0003\u0004]$/.test(keys);
    current().write(next ? next.keys : keys);
  }

  let quiet;
  let over;
  function open() {
    const terminal = openTerminal(shell, stage.place, bar.room());
    terminals.push(terminal);
    terminal.listen((data) => {
      if (terminal !== current()) return;
      stdout.write(data);
      clearTimeout(quiet);
      quiet = setTimeout(look, QUIET_MS);
    });
    void terminal.ended.then(() => over());
  }

  function restore() {
    bar.close();
    try {
      stdin.setRawMode(false);
    } catch {} // the terminal is gone
  }

  return new Promise((resolve) => {
    const clock = setInterval(draw, PHONE_MS);
    over = async () => {
      clearTimeout(quiet);
      clearInterval(clock);
      stdin.off('data', press).off('end', over).pause();
      stdout.off('resize', look);
      process.off('exit', restore);
      restore();
      over = () => {};
      await Promise.all(terminals.map((terminal) => terminal.close()));
      resolve();
    };
    process.on('exit', restore);
    stdin.setRawMode(true);
    stdin.on('data', press).on('end', over);
    stdout.on('resize', look);
    open();
  });
}
