// npm run demo: mfa-env at work in a real shell, with a local STS in the place of AWS and a HOME that is thrown away.
// Shows each step, and fails where one does not do what it says. On a terminal it then leaves you in that shell.
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { styleText } from 'node:util';
import { find, makePlace } from './demo/place.mjs';
import { chooseShell, openForUser, openTerminal } from './demo/shells.mjs';
import { loadSts } from './load-sts.mjs';

const serial = 'arn:aws:iam::111122223333:mfa/alice';
const onTerminal = Boolean(process.stdin.isTTY && process.stdout.isTTY && !process.env.CI);
const paint = (style, text) => (onTerminal && !process.env.NO_COLOR ? styleText(style, text) : text);
const say = (text = '') => process.stdout.write(`${text}\n`);

const shell = chooseShell();
const { startSts } = await loadSts();
const sts = await startSts();
const place = makePlace({ url: sts.url, serial, user: sts.user('alice') });
const authenticator = createServer((socket) => socket.end(`${sts.freshCode(serial)}\n`)).listen(place.socket);
const terminals = [];
let userShell;

process.on('exit', place.remove);
process.stdout.on('error', () => process.exit(1)); // the reader has gone
for (const [signal, status] of Object.entries({ SIGINT: 130, SIGHUP: 129, SIGTERM: 143 })) {
  process.on(signal, () => {
    if (userShell && signal === 'SIGINT') return; // that one is for the shell
    userShell?.kill();
    process.exit(status);
  });
}

try {
  await showAll();
  if (onTerminal) await letUserTry();
} catch (error) {
  say(`\n${paint('red', `The demo stopped: ${error.message}`)}`);
  process.exitCode = 1;
} finally {
  for (const terminal of terminals) terminal.close();
  authenticator.close();
  await sts.close();
}

async function showAll() {
  const { evalLine, status, keyKind } = shell;
  const whoAmI = hasAws() ? 'aws sts get-caller-identity --query Arn --output text' : 'who-am-i';
  const code = sts.freshCode(serial);
  const wrong = [-1, 0, 1, 2].some((step) => sts.code(serial, step) === '000000') ? '111111' : '000000';
  say(`A local STS stands in for AWS, and you are its user alice. The shell is ${shell.name}.`);

  title(`1. A code in, a session in this shell. The authenticator app shows ${code}.`);
  const one = newTerminal();
  await one(evalLine(`mfa-env ${code}`), /^default · 111122223333 · 1[12]h \d\dm left .* · new$/);
  await one('env | grep MFA_ENV_', /^MFA_ENV_PROFILE=default$/m);

  title('2. Who you are, says STS. The key is the ASIA… of a session, not the AKIA… in ~/.aws.');
  await one(whoAmI, /^arn:aws:iam::111122223333:user\/alice$/);
  await one(keyKind, /^ASIA…?$/);

  title('3. A wrong code is refused: the line stops at &&, and this shell keeps what it has.');
  const deploy = `${evalLine(`mfa-env ${wrong}`)} && echo terraform apply; echo "status ${status}"`;
  await one(deploy, /^mfa-env: .*refused.*\nstatus 1$/s);

  title('4. A second terminal needs no code.');
  const two = newTerminal();
  if (shell.init) await two(shell.init, /^$/);
  await two(authaws(''), / · cached$/);
  await two(whoAmI, /user\/alice$/);

  title('5. And out again.');
  await two(authaws(' clear'), /^session cleared$/);
  await two("env | grep -E 'MFA_ENV_|AWS_(ACCESS|SECRET|SESSION)' || echo nothing is left", /^nothing is left$/);

  const answers = sts.calls('GetSessionToken').map(({ verdict }) => verdict);
  if (answers.join() !== 'ok,AccessDenied') throw new Error(`STS was asked for a session and said: ${answers}`);
  say('\nIn all that, STS was asked for a session twice: with the right code, and with the wrong one.');
}

function title(text) {
  say(`\n${paint('cyan', text)}\n`);
}

/** `authaws` in its words; plain sh has no such function. */
function authaws(words) {
  return shell.init ? `authaws${words}` : shell.evalLine(`mfa-env${words}`);
}

/** Opens a terminal; each line that is run in it is shown, and what comes has to be what the demo says. */
function newTerminal() {
  const terminal = openTerminal(shell, place);
  terminals.push(terminal);
  return async (line, wanted) => {
    say(`   ${paint('bold', `$ ${line}`)}`);
    const { output, status } = await terminal.run(line);
    const text = output.trimEnd();
    if (text) say(text.replace(/^/gm, '   '));
    if (status !== 0) throw new Error(`that line gave the status ${status}`);
    if (!wanted.test(text)) throw new Error(`that line did not show ${wanted}`);
    if (/^terraform apply$/m.test(text)) throw new Error('what stands behind && was run');
  };
}

async function letUserTry() {
  title(`Now you, in a new ${shell.name} of alice's:`);
  const rows = [
    [authaws(''), 'puts the cached session into the shell'],
    ['code', "shows the code of alice's authenticator app"],
    [authaws(' CODE'), 'starts a new session'],
    [authaws(' --refresh'), 'asks for the code'],
    ['mfa-env --help', 'shows the rest'],
    ['exit', 'ends the demo and removes all of it'],
  ];
  const width = Math.max(...rows.map(([words]) => words.length));
  for (const [words, what] of rows) say(`   ${paint('bold', words.padEnd(width))}   ${what}`);
  say();
  userShell = openForUser(shell, place);
  await userShell.ended;
  userShell = undefined;
}

/** Whether the AWS CLI is here, works with this HOME, and is new enough to read AWS_ENDPOINT_URL. */
function hasAws() {
  if (!find('aws')) return false;
  const { stdout } = spawnSync('aws', ['--version'], { env: place.env, encoding: 'utf8', timeout: 20_000 });
  const [, major, minor] = /^aws-cli\/(\d+)\.(\d+)/.exec(stdout ?? '') ?? [];
  return Number(minor) >= { 1: 29, 2: 13 }[major];
}
