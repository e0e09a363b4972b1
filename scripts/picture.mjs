// npm run picture: makes docs/terminal.svg from two real terminals with bash, in the demo's place with its local STS.
// Times are written as if it were always the same day: the picture changes only where mfa-env shows something else.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { draw } from './picture/draw.mjs';
import { openTerminal } from './picture/record.mjs';
import { readScreen } from './picture/screen.mjs';
import { openStage } from './picture/stage.mjs';

const columns = 90;
const target = path.resolve(import.meta.dirname, '../docs/terminal.svg');

const stage = await openStage();
const windows = [];
try {
  windows.push({ title: 'one terminal', lines: await record(first) });
  windows.push({ title: 'another terminal', lines: await record(second) });
} finally {
  await stage.close();
}
const svg = draw({ title: 'mfa-env in two terminals', windows, columns });
await mkdir(path.dirname(target), { recursive: true });
await writeFile(target, svg);
console.log(`${path.relative(process.cwd(), target)}: ${Buffer.byteLength(svg)} bytes`);

async function first(terminal) {
  await terminal.type('authaws acme', /: $/);
  await terminal.type(stage.code());
  await terminal.type('aws sts get-caller-identity --query Arn --output text');
  await terminal.type('authaws status');
}

async function second(terminal) {
  await terminal.type('authaws acme');
  await terminal.type('authaws clear');
}

/** What a terminal shows at the end of a story, without secrets and with times that stay. */
async function record(story) {
  const terminal = await openTerminal(stage, columns);
  try {
    await story(terminal);
  } finally {
    await terminal.close();
  }
  const lines = readScreen(terminal.everything(), columns);
  for (const line of lines) {
    for (const part of line) part.text = sameTimes(part.text);
    const text = line.map((part) => part.text).join('');
    if (/(ASIA|AKIA)[A-Z0-9]|\b\d{6}\b/.test(text)) throw new Error(`this would be in the picture: ${text}`);
    if (/mfa-env: |not found|rror/.test(text)) throw new Error(`that went wrong: ${text}`);
  }
  return lines;
}

/** Each of the same length as what it stands for. */
function sameTimes(text) {
  return text
    .replace(/\b1[12]h \d\dm\b/g, '11h 59m')
    .replace(/\b1[12]h\d\dm\b/g, '11h59m')
    .replace(/\b\d\d:\d\d\b/g, '06:12')
    .replace(/\bpts\/\d+/g, (terminal) => 'pts/3'.padEnd(terminal.length));
}
