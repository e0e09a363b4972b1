// Plays alice: what she answers where something waits.
import { withoutEscapes } from './screen.mjs';
import { isAlternate } from './terminal.mjs';

/**
 * What alice types where a question waits.
 * @param {string} text what came since Enter was pressed
 * @param {{ key: { id: string, secret: string }, phone: () => string }} stage
 * @returns {{ keys: string, name: string } | undefined} undefined where nothing is asked
 */
export function answerTo(text, { key, phone }) {
  const shown = withoutEscapes(text);
  const wantsCode = isAlternate(text) ? /Code: /.test(shown) : /MFA code for [^:]*: $/.test(shown);
  if (wantsCode) return { keys: phone(), name: 'the code' };
  const [, question] = /(?:◆|\*) {2}([^\r\n]+)/.exec(shown) ?? [];
  if (question === undefined) return undefined;
  if (/Access key ID/.test(question)) return { keys: key.id, name: 'the example key' };
  if (/Secret access key/.test(question)) return { keys: key.secret, name: 'its secret' };
  if (/which profile/.test(question)) return { keys: 'acme', name: 'acme' };
  return { keys: '', name: '' };
}

const QUIET_MS = 150;
const LIMIT_MS = 90_000;

/**
 * Types a line, and answers what is asked, until the prompt is there again.
 * @param {(terminal: object) => void} seen is called before each answer
 */
export async function play(terminal, line, stage, seen = () => {}) {
  terminal.write(`${line}\r`);
  for (;;) {
    const answer = await waits(terminal, stage);
    if (answer === 'prompt') return;
    seen();
    terminal.write(`${answer.keys}\r`);
  }
}

/** Waits until something waits, and nothing more comes. @returns {Promise<'prompt' | { keys: string }>} */
export function waits(terminal, stage) {
  return new Promise((resolve, reject) => {
    let timer;
    const fail = (why) => {
      stop();
      reject(new Error(`${why} after ${JSON.stringify(withoutEscapes(terminal.sinceEnter()).slice(-400))}`));
    };
    const limit = setTimeout(() => fail('nothing more came'), LIMIT_MS);
    const look = () => {
      const found = terminal.isAtPrompt() ? 'prompt' : answerTo(terminal.sinceEnter(), stage);
      if (!found) return;
      stop();
      resolve(found);
    };
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(look, QUIET_MS);
    };
    const stop = () => {
      clearTimeout(limit);
      clearTimeout(timer);
      unlisten();
    };
    const unlisten = terminal.listen(heard);
    void terminal.ended.then(() => fail('the shell ended'));
    heard();
  });
}
