// npm run picture: makes docs/setup.svg and docs/terminal.svg from real terminals with bash, in the demo's place with its
// local STS and IAM. Times and the seed are always the same: a picture changes only where mfa-env shows something else.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { READY } from './demo/shells.mjs';
import { openStage } from './demo/stage.mjs';
import { draw } from './picture/draw.mjs';
import { record } from './picture/record.mjs';
import { alwaysTheSameSeed } from './picture/seed.mjs';

/** What is typed is bold: from the end of the prompt on, until the command runs. */
const rc = `PS1='\\[\\e[34m\\]~\\[\\e[0m\\] $ \\[\\e[1m\\]\\[${READY}\\]'\nPS0='\\e[0m'\n`;
const bash = { name: 'bash', program: 'bash', words: ['-i'], env: () => ({}), files: { '.bashrc': rc } };

/** What setup says besides its questions and their answers. */
const besides =
  /^(?:[│└]|│ {2}(?:authaws will|Ctrl-C stops|It sets up|Enter takes|AWS console|~\/\.aws\/(?!.*mfa_serial)|~\/\.local\/).*|◇ {2}(?:Saved in|~\/).*|)$/;

alwaysTheSameSeed();
delete process.env.NO_COLOR;
delete process.env.FORCE_COLOR;
const stage = await openStage(bash);
try {
  const setup = await record(bash, stage, ['mfa-env setup']);
  await record(bash, stage, ['mfa-env logout']); // so that the day begins with a code
  const first = await record(bash, stage, [
    'authaws acme',
    'aws sts get-caller-identity --query Arn --output text',
    'authaws status',
  ]);
  const second = await record(bash, stage, ['authaws acme', 'authaws clear']);
  const lines = setup.lines.filter(({ said }) => !besides.test(said));
  const end = lines.findIndex(({ said }) => /is enabled\.$/.test(said));
  const windows = [
    { title: 'mfa-env setup', lines: lines.slice(0, end) },
    { title: 'a screen of its own, which leaves nothing behind', lines: setup.alternate },
    { title: 'and back', lines: lines.slice(end) },
  ];
  await save('setup.svg', { title: 'mfa-env setup in a terminal', windows });
  const day = [
    { title: 'one terminal', lines: first.lines },
    { title: 'another terminal', lines: second.lines },
  ];
  await save('terminal.svg', { title: 'mfa-env in two terminals', windows: day });
} finally {
  await stage.close();
}

async function save(name, { title, windows }) {
  const svg = draw({
    title,
    windows: windows.map((each) => ({ ...each, lines: each.lines.map(({ parts }) => parts) })),
  });
  const target = path.resolve(import.meta.dirname, '../docs', name);
  await writeFile(target, svg);
  console.log(`${path.relative(process.cwd(), target)}: ${Buffer.byteLength(svg)} bytes`);
}
