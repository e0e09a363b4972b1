// npm run demo: mfa-env at work in a real shell, with a local STS in the place of AWS and a HOME that is thrown away.
// Shows each step, and fails where one does not do what it says. On a terminal it then leaves you in that shell.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { styleText } from 'node:util';
import { build } from 'esbuild';
import { find, makePlace } from './demo/place.mjs';
import { chooseShell, openForUser, openTerminal } from './demo/shells.mjs';

const serial = 'arn:aws:iam::111122223333:mfa/alice';
const onTerminal = Boolean(process.stdin.isTTY && process.stdout.isTTY && !process.env.CI);
const paint = (style, text) => (onTerminal && !process.env.NO_COLOR ? styleText(style, text) : text);
const say = (text = '') => process.stdout.write(`${text}\n`);

const shell = chooseShell();
const { startSts } = await loadSts();
const sts = await startSts();
const place = makePlace({ url: sts.url, serial, user: sts.user('alice') });
const authenticator = createServer((socket) => socket.end(`${sts.freshCode(serial)}\n`)).listen(place.socket);
let child;

process.on('exit', place.remove);
process.stdout.on('error', () => process.exit(1)); // the reader has gone
for (const [signal, status] of Object.entries({ SIGINT: 130, SIGHUP: 129, SIGTERM: 143 })) {
  process.on(signal, () => {
    if (child && signal === 'SIGINT') return; // that one is for the user's shell
    child?.kill();
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
  authenticator.close();
  await sts.close();
}

async function showAll() {
  const { evalLine, status, keyKind } = shell;
  const whoAmI = hasAws() ? 'aws sts get-caller-identity --query Arn --output text' : 'who-am-i';
  const code = sts.freshCode(serial);
  const wrong = [-1, 0, 1, 2].some((step) => sts.code(serial, step) === '000000') ? '111111' : '000000';
  say(`A local STS stands in for AWS, and you are its user alice. The shell is ${shell.name}.`);

  const first = openTerminal(shell, place);
  const one = showing(first);
  title(`1. A code in, a session in this shell. The authenticator app shows ${code}.`);
  await one(evalLine(`mfa-env ${code}`), 0, /^default · 111122223333 · 1[12]h \d\dm left .* · new$/);
  await one('env | grep MFA_ENV_', 0, /^MFA_ENV_PROFILE=default$/m);

  title('2. Who you are, says STS. The key is the ASIA… of a session, not the AKIA… in ~/.aws.');
  await one(whoAmI, 0, /^arn:aws:iam::111122223333:user\/alice$/);
  await one(keyKind, 0, /^ASIA/);

  title('3. A wrong code is refused. The line stops at &&, and the shell keeps what it has.');
  await one(
    `${evalLine(`mfa-env ${wrong}`)} && echo terraform apply; echo "status ${status}"`,
    0,
    /^mfa-env: .*refused/,
  );
  await one(whoAmI, 0, /user\/alice$/);

  const second = openTerminal(shell, place);
  const two = showing(second);
  title('4. A second terminal needs no code.');
  if (shell.init) await two(shell.init, 0, /^$/);
  await two(shell.init ? 'authaws' : evalLine('mfa-env'), 0, / · cached$/);
  await two(whoAmI, 0, /user\/alice$/);

  title('5. And out again.');
  await two(shell.init ? 'authaws --clear' : evalLine('mfa-env --clear'), 0, /^session cleared$/);
  await two("env | grep -E 'MFA_ENV_|AWS_(ACCESS|SECRET|SESSION)' || echo nothing is left", 0, /^nothing is left$/);
  await Promise.all([first.close(), second.close()]);
  say(
    `\nThat was mfa-env. STS was asked for a session ${sts.calls('GetSessionToken').length} times, once with the wrong code.`,
  );
}

function title(text) {
  say(`\n${paint('cyan', text)}\n`);
}

/** Runs a line in a terminal and shows both; what comes has to be what the demo says. */
function showing(terminal) {
  return async (line, wantedStatus, wantedOutput) => {
    say(`   ${paint('bold', `$ ${line}`)}`);
    const { output, status } = await terminal.run(line);
    const text = output.trimEnd();
    if (text) say(text.replace(/^/gm, '   '));
    if (status !== wantedStatus) throw new Error(`that line gave the status ${status}, not ${wantedStatus}`);
    if (!wantedOutput.test(text)) throw new Error(`that line did not show what it should: ${wantedOutput}`);
    if (/deploying|^terraform apply/m.test(text)) throw new Error('what stands behind && was run');
  };
}

async function letUserTry() {
  const command = shell.init ? 'authaws' : 'eval "$(mfa-env)"';
  title(`Now you: a new ${shell.name}, with alice's HOME.`);
  const rows = [
    ['code', "prints what alice's authenticator app shows"],
    [shell.init ? 'authaws' : 'eval "$(mfa-env)"', 'puts the cached session into the shell'],
    [shell.init ? 'authaws CODE' : 'eval "$(mfa-env CODE)"', 'starts a new session'],
    [`${command.replace(/\)?"?$/, '')} --refresh`, 'asks for the code'],
    ['mfa-env --help', 'shows the rest'],
    ['exit', 'ends the demo and removes all of it'],
  ];
  for (const [words, what] of rows) say(`   ${paint('bold', words.padEnd(24))} ${what}`);
  say();
  child = openForUser(shell, place);
  await child.ended;
  child = undefined;
}

/** The local STS is TypeScript, which Node 20 cannot run. As CommonJS, its X.509 library is not loaded: TLS is not used. */
async function loadSts() {
  const root = path.resolve(import.meta.dirname, '..');
  const outfile = path.join(root, `build/demo-sts-${process.pid}.cjs`);
  const entryPoints = [path.join(root, 'test/sts/server.ts')];
  try {
    await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'cjs', packages: 'external' });
    return await import(outfile);
  } finally {
    rmSync(outfile, { force: true });
  }
}

/** Whether the AWS CLI is here, works with this HOME, and is new enough to read AWS_ENDPOINT_URL. */
function hasAws() {
  if (!find('aws')) return false;
  const { stdout } = spawnSync('aws', ['--version'], { env: place.env, encoding: 'utf8', timeout: 20_000 });
  const [, major, minor] = /^aws-cli\/(\d+)\.(\d+)/.exec(stdout ?? '') ?? [];
  return Number(minor) >= { 1: 29, 2: 13 }[major];
}
