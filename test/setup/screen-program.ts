import { stoppable } from '../../src/setup/enrol-stop.ts';
import { questionsOnTerminal } from '../../src/terminal/questions.ts';

// Asks on a screen of its own, as a program, which full-screen.test.ts runs at a terminal.

const [end] = process.argv.slice(2);
const ask = questionsOnTerminal('a test');
if (!ask) throw new Error('no terminal');
if (end === 'exit') setTimeout(() => process.exit(3), 300);
if (end === 'throw') {
  setTimeout(() => {
    throw new Error('thrown');
  }, 300);
}
if (end?.startsWith('SIG')) setTimeout(() => process.kill(process.pid, end), 300);
stoppable((stop) =>
  ask.screen(
    ({ rows, columns, typed, complaint }) => ({
      lines: ['S3CRET', `${columns} by ${rows}`, complaint, `Code: ${typed}`],
      row: 3,
      column: 6 + typed.length,
    }),
    (answer) => (answer === '12 34' ? undefined : `not ${answer}`),
    stop,
  ),
)
  .then(
    (answer) => {
      console.log(`answer=${answer}`);
      if (end === 'more') return ask.text('More').then((more) => console.log(`more=${more}`));
      return undefined;
    },
    (error) => {
      console.log(`failed=${error.status}`);
    },
  )
  .finally(ask.close);
