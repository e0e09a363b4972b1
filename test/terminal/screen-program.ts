import type { Failure } from '../../src/errors.ts';
import { stoppable } from '../../src/setup/enrol/stop.ts';
import type { Draw } from '../../src/terminal/full-screen.ts';
import { questionsOnTerminal } from '../../src/terminal/questions.ts';

// Asks on a screen of its own, as a program, which full-screen.test.ts runs at a terminal.

const [end] = process.argv.slice(2);
if (end === 'exit') setTimeout(() => process.exit(3), 300);
if (end === 'throw') {
  setTimeout(() => {
    throw new Error('thrown');
  }, 300);
}
if (end?.startsWith('SIG')) setTimeout(() => process.kill(process.pid, end), 300);

const draw: Draw = ({ rows, columns, typed, complaint }) => ({
  lines: ['S3CRET', `${columns} by ${rows}`, complaint, `Code: ${typed}`],
  row: 3,
  column: 6 + typed.length,
});
const check = (answer: string): string | undefined => (answer === '12 34' ? undefined : `not ${answer}`);

async function main(): Promise<void> {
  const ask = questionsOnTerminal('mfa-env', {});
  if (!ask) throw new Error('no terminal');
  try {
    const answer = await stoppable(async (stop) => {
      if (end === 'at once') process.emit('SIGTERM');
      return await ask.screen(draw, check, stop);
    });
    console.log(`answer=${answer}`);
    if (end === 'more') console.log(`more=${await ask.text('More')}`);
  } catch (error) {
    console.log(`failed=${(error as Failure).status}`);
  } finally {
    ask.close();
  }
}

void main();
