import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { loadMade } from './made-file.ts';
import { makeRealPlace, type RealPlace, serial } from './real.ts';
import {
  hasClock,
  inEach,
  isBash,
  isInstalled,
  isPosix,
  load,
  ownFunctions,
  raw,
  type Shell,
  withFunctions,
} from './shells.ts';
import { openTerminal, type Terminal } from './terminal.ts';

// `init SHELL --wrap aws,terraform`: where the session of the shell is over, these ask for a code first: C7.2b.
// Quotes inside a word keep the echo of a line from looking like its output.

let place: RealPlace;
const opened: Terminal[] = [];
beforeAll(async () => {
  place = await makeRealPlace();
  // Each run leaves a line: its name, its words, and whether it has the session that was over.
  for (const name of ['aws', 'terraform']) {
    const script = `#!/bin/sh\necho "${name} $*$FLAVOUR [$AWS_SESSION_TOKEN]" >>'${place.dir}/runs'\necho "${name} r"an\n[ "$1" != eat ] || cat\nexit 7\n`;
    writeFileSync(path.join(place.bin, name), script, { mode: 0o755 });
  }
});
beforeEach(() => rmSync(path.join(place.dir, 'runs'), { force: true }));
afterEach(async () => {
  await Promise.all(opened.splice(0).map((terminal) => terminal.close()));
});
afterAll(() => place.end());

/** What was run: with `old` where the command has the session that is over, else with `new`. */
function runs(): string[] {
  const file = path.join(place.dir, 'runs');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) =>
    line.replace(/\[(.*)\]$/, (_, token) => (token === over.AWS_SESSION_TOKEN ? 'old' : token ? 'new' : 'none')),
  );
}

const over = {
  MFA_ENV_EXPIRES: '1700000000',
  MFA_ENV_PROFILE: 'acme',
  AWS_ACCESS_KEY_ID: 'ASIAOLDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'oldSecretExample',
  AWS_SESSION_TOKEN: 'oldTokenExample',
};
const alive = { ...over, MFA_ENV_EXPIRES: '3900000000' };
const wrapped = (shell: Shell, names = 'aws,terraform'): string =>
  raw(shell, `mfa-env init ${shell.speaks} --wrap ${names}`);
const status = (shell: Shell): string => (isPosix(shell) ? '$?' : '$status');

/** The same text from a file, for all but the first test. */
async function saved(shell: Shell): Promise<string> {
  const file = path.join(place.dir, `wrapped.${shell.speaks}`);
  if (!existsSync(file)) {
    const { stdout } = await place.quick(['init', shell.speaks, '--wrap', 'aws,terraform']);
    writeFileSync(file, stdout);
  }
  return load({ ...shell, functions: file });
}

/** A shell at a terminal, with wrapped commands and an empty cache. */
async function ready(
  shell: Shell,
  env: Readonly<Record<string, string>> = over,
  before = 'true',
  init?: string,
): Promise<Terminal> {
  const terminal = openTerminal(shell, place, {
    MFA_ENV_CACHE_DIR: mkdtempSync(path.join(place.dir, 'cache-')),
    ...env,
  });
  opened.push(terminal);
  terminal.line(before);
  terminal.line(init ?? (await saved(shell)));
  terminal.line(isPosix(shell) ? "PS1='rea''dy> '" : 'function fish_prompt; echo -n rea""dy\\>" "; end');
  await terminal.until('ready> ');
  return terminal;
}

/** Types a line, and gives what it shows; a question in it fails. */
async function unasked(terminal: Terminal, line: string): Promise<string> {
  terminal.line(`${line}; echo fin""ished`);
  const shown = await terminal.until('finished');
  expect(shown).not.toMatch(question);
  await terminal.until('ready> ');
  return shown;
}

const question = /MFA code for acme [^\n]*: /;

/** Types a line that asks, and answers. */
async function asked(terminal: Terminal, line: string, shell: Shell): Promise<string> {
  terminal.line(`${line}; echo "do"ne=${status(shell)}`);
  await terminal.until(question);
  terminal.press(`${place.sts.freshCode(serial)}\r`);
  const shown = await terminal.until(/done=\d+/);
  await terminal.until('ready> ');
  return shown;
}

inEach(withFunctions, (shell) => {
  test('a session that is over: the command asks, then runs with the new session, and gives its status', async () => {
    const terminal = await ready(shell, over, 'true', wrapped(shell));
    expect(await asked(terminal, "aws s3 ls 'a  b'", shell)).toContain('done=7');
    await unasked(terminal, 'terraform apply');
    expect(runs()).toEqual(['aws s3 ls a  b new', 'terraform apply new']);
  });
});

inEach(ownFunctions, (shell) => {
  test.each([
    ['a command', 'aws s3 ls'],
    ['a loop', 'aws s3 ls'],
    ['a loop of pipes', 'aws s3 ls | cat'],
  ])('Ctrl-C in %s: nothing of the line runs, and the status is 130', async (kind, command) => {
    const terminal = await ready(shell);
    const loop = isPosix(shell) ? `for i in 1 2; do ${command}; done` : `for i in 1 2; ${command}; end`;
    terminal.line(`${kind === 'a command' ? command : loop}; echo la""ter`);
    await terminal.until(question);
    terminal.press('\u0003');
    expect(await terminal.until('ready> ')).not.toMatch(/later|MFA code/);
    // fish gives a pipe the status of what stands last in it.
    terminal.line(`echo "do"ne=${status(shell)}`);
    await terminal.until(!isPosix(shell) && command.includes('|') ? 'done=0' : 'done=130');
    await asked(terminal, 'aws s3 ls', shell);
    expect(runs()).toEqual(['aws s3 ls new']);
  });

  test('no session to be had: it does not run, and the status is that of authaws', async () => {
    const terminal = await ready(shell, { ...over, MFA_ENV_PROFILE: 'nobody' });
    expect(await unasked(terminal, `aws s3 ls; echo status=${status(shell)}`)).toMatch(/status=[123]\b/);
    expect(runs()).toEqual([]);
  });

  test('a session with less power is not followed by one with more', async () => {
    const role = { MFA_ENV_ROLE_ARN: 'arn:aws:iam::111122223333:role/admin' };
    const terminal = await ready(shell, { ...over, ...role, MFA_ENV_LIMIT: 'read-only' });
    await asked(terminal, 'aws s3 ls', shell);
    const policies = place.sts.calls('AssumeRole').at(-1)?.parameters;
    expect(policies).toMatchObject({ 'PolicyArns.member.1.arn': 'arn:aws:iam::aws:policy/ReadOnlyAccess' });
    const other = await ready(shell, { ...over, ...role, MFA_ENV_LIMIT: 'limited' });
    await unasked(other, 'aws s3 ls');
    expect(runs()).toEqual([expect.stringMatching(/new$/), expect.stringMatching(/old$/)]);
  });

  test('AWS_PROFILE in front of a command does not lead the shell to that profile', async () => {
    const terminal = await ready(shell);
    await unasked(terminal, 'AWS_PROFILE=prod aws s3 ls; echo "is=$MFA_ENV_PROFILE"');
    expect(terminal.everything()).toContain('is=acme');
    expect(runs()).toEqual(['aws s3 ls old']);
  });

  test('the role of --role-arn is asked for again', async () => {
    const role = 'arn:aws:iam::111122223333:role/admin';
    const terminal = await ready(shell, { ...over, MFA_ENV_ROLE_ARN: role });
    await asked(terminal, 'aws s3 ls', shell);
    expect(place.sts.calls('AssumeRole').at(-1)?.parameters.RoleArn).toBe(role);
    await unasked(terminal, 'echo "is=$MFA_ENV_ROLE_ARN"');
    expect(terminal.everything()).toContain(`is=${role}`);
    await unasked(terminal, 'authaws --clear; echo "is=[$MFA_ENV_ROLE_ARN]"');
    expect(terminal.everything()).toContain('is=[]');
  });

  test('a wrong code, then a right one', async () => {
    const terminal = await ready(shell);
    terminal.line(`aws s3 ls; echo "do"ne=${status(shell)}`);
    await terminal.until(question);
    terminal.press('12345\r');
    await terminal.until(question);
    terminal.press(`${place.sts.freshCode(serial)}\r`);
    await terminal.until('done=7');
    expect(runs()).toEqual(['aws s3 ls new']);
  });

  test('what needs no session of the shell, or has another one, is left alone', async () => {
    const terminal = await ready(shell);
    const lines = [
      'aws --profile other s3 ls',
      'aws s3 ls --profile=other',
      'aws configure list',
      'aws --region eu-west-1 --debug sso login',
      'aws login',
      'aws s3 help',
      'terraform -help',
      'terraform --version',
    ];
    await unasked(terminal, lines.join('; '));
    await unasked(terminal, 'command aws s3 ls');
    expect(runs()).toEqual([...lines, 'aws s3 ls'].map((line) => `${line} old`));
    await asked(terminal, 'aws s3 ls sso --output configure', shell);
  });

  test.each([
    ['a session that lives', alive, 'old'],
    ['no session', {}, 'none'],
    ['keys of the user since', { ...over, AWS_SESSION_TOKEN: '' }, 'none'],
    ['a time that is code', { ...over, MFA_ENV_EXPIRES: 'a[$(touch pwned)]' }, 'old'],
  ])('%s: the command runs', async (_, env, token) => {
    const terminal = await ready(
      shell,
      env,
      isPosix(shell) && token === 'none'
        ? '[ -n "$AWS_SESSION_TOKEN" ] || unset AWS_SESSION_TOKEN'
        : 'test -n "$AWS_SESSION_TOKEN"; or set -e AWS_SESSION_TOKEN',
    );
    await unasked(terminal, 'aws s3 ls');
    expect(runs()).toEqual([`aws s3 ls ${token}`]);
    expect(existsSync(path.join(place.dir, 'pwned'))).toBe(false);
  });

  test('in a pipe it asks, and what it prints goes through', async () => {
    const terminal = await ready(shell);
    expect(await asked(terminal, "aws s3 ls | sed 's/ran/went/'", shell)).toContain('aws went');
    expect(await unasked(terminal, "terraform plan | sed 's/ran/went/'")).toContain('terraform went');
    expect(runs()).toEqual(['aws s3 ls new', 'terraform plan new']);
  });

  test('behind a pipe it asks, and reads what comes; two at once ask once', async () => {
    const terminal = await ready(shell);
    expect(await asked(terminal, 'sh -c "sleep 3; echo fo""od" | aws eat', shell)).toContain('food');
    const other = await ready(shell);
    await asked(other, 'aws s3 ls | terraform eat', shell);
    expect(runs().sort()).toEqual(['aws eat new', 'aws s3 ls new', 'terraform eat new']);
  });

  test('in $(…) a prompt or Tab may have it: only fish asks, which can tell', async () => {
    const terminal = await ready(shell);
    if (isPosix(shell)) {
      await unasked(terminal, 'x=$(aws s3 ls | cat); y=$(aws s3 mb)');
      await asked(terminal, '(aws s3 rm; exit 7)', shell);
    } else {
      await unasked(
        terminal,
        "function fish_prompt; echo -n (aws s3 ls; aws s3 mb) | string replace 'aws ran' ''; echo -n 'ready> '; end",
      );
      await asked(terminal, 'set x (aws s3 rm)', shell);
    }
    expect(runs().slice(0, 3)).toEqual(['aws s3 ls old', 'aws s3 mb old', 'aws s3 rm new']);
  });

  test('the file that setup makes: the functions wait there for their first use', async () => {
    const terminal = await ready(shell, over, 'true', loadMade(place, shell, { auto: false, wrap: ['aws'] }));
    await asked(terminal, 'aws s3 ls', shell);
    await asked(
      await ready(shell, over, 'true', loadMade(place, shell, { auto: false, wrap: ['aws'] })),
      'aws s3 ls | cat',
      shell,
    );
    await unasked(terminal, 'aws s3 mb | cat');
    expect(runs()).toEqual(['aws s3 ls new', 'aws s3 ls new', 'aws s3 mb new']);
  });

  test('where there is no /proc, ps tells what is in front', async () => {
    if (!isPosix(shell)) return;
    const init = wrapped(shell).replace(')"', " | sed 's,/proc/self/stat,/nowhere,')\"");
    const terminal = await ready(shell, over, 'true', init);
    await unasked(terminal, 'x=$(aws s3 ls); aws s3 mb & wait');
    await asked(terminal, 'aws s3 rm | cat', shell);
    expect(runs()).toEqual(['aws s3 ls old', 'aws s3 mb old', 'aws s3 rm new']);
  });

  test('Tab offers what it did', async () => {
    if (shell.speaks === 'zsh') return; // it goes by the name alone
    const complete = isPosix(shell) ? "complete -W 'one two' aws" : 'complete -c aws -xa one';
    const terminal = await ready(shell, over, complete);
    expect(await unasked(terminal, isPosix(shell) ? 'complete -p aws' : "complete -C 'aws o'")).toMatch(
      /^(?:complete -W 'one two' aws|one)\r$/m,
    );
  });

  test('in the background nobody is asked', async () => {
    const terminal = await ready(shell);
    terminal.line('aws s3 ls &');
    await terminal.until('aws ran');
    await unasked(terminal, 'true');
    expect(terminal.everything()).not.toMatch(question);
    expect(runs()).toEqual(['aws s3 ls old']);
  });

  test('a variable for one command arrives, and options of the shell change nothing', async () => {
    const terminal = await ready(shell);
    await unasked(terminal, strict(shell));
    await asked(terminal, 'FLAVOUR=" sweet" aws s3 ls', shell);
    const call = 'FLAVOUR=" sweet" aws $i;';
    await unasked(terminal, isPosix(shell) ? `for i in 1 2; do ${call} done` : `for i in 1 2; ${call} end`);
    expect(runs()).toEqual(['aws s3 ls sweet new', 'aws 1 sweet new', 'aws 2 sweet new']);
  });

  test('a trace shows no secret', async () => {
    const terminal = await ready(shell);
    terminal.line(isPosix(shell) ? 'set -x' : 'set fish_trace 1');
    await terminal.until('ready> ');
    await asked(terminal, 'aws s3 ls', shell);
    terminal.line(isPosix(shell) ? 'set +x' : 'set -e fish_trace');
    terminal.line('printf "%s\\n" $AWS_SECRET_ACCESS_KEY >secret; echo writ""ten');
    await terminal.until('written\r\n');
    const secret = readFileSync(path.join(place.dir, 'secret'), 'utf8').trim();
    expect(secret).toMatch(/\S{20}/);
    expect(terminal.everything()).not.toContain(secret);
    expect(terminal.everything()).not.toContain(over.AWS_SESSION_TOKEN);
  });

  test('an alias of the user works, and a function of the user stays', async () => {
    const terminal = await ready(
      shell,
      over,
      `alias terraform='terraform -x'; ${isPosix(shell) ? 'aws() { echo my"own"; }' : 'function aws; echo my"own"; end'}`,
    );
    expect(await unasked(terminal, 'aws s3 ls')).toContain('myown');
    await unasked(terminal, wrapped(shell));
    expect(await unasked(terminal, 'aws s3 ls')).toContain('myown');
    if (isPosix(shell)) await asked(terminal, 'terraform plan', shell);
    else await unasked(terminal, 'terraform plan'); // to fish an alias is a function
    expect(runs()).toEqual([`terraform -x plan ${isPosix(shell) ? 'new' : 'old'}`]);
  });

  test('a script has the commands as they are', async () => {
    const { stdout } = await place.run(shell, `${wrapped(shell)}\naws s3 ls\ncommand -v aws`, { env: over });
    expect(stdout).toContain('aws ran');
    expect(stdout).toContain(`${place.bin}/aws\n`);
    expect(runs()).toEqual(['aws s3 ls old']);
  });

  test('a command that is not there says so', async () => {
    const terminal = openTerminal(shell, place, alive);
    opened.push(terminal);
    terminal.line(wrapped(shell, 'no-such-command'));
    terminal.line(`no-such-command; echo do""ne=${status(shell)}`);
    await terminal.until('done=127');
  });

  test.runIf(hasClock(shell))('while the session lives no process is started', async () => {
    if (!isInstalled('strace')) return expect(process.env.CI, 'strace is needed').not.toBe('true');
    expect(await forks(shell, 'aws s3 ls')).toBe(await forks(shell, 'command aws s3 ls'));
  });
});

/** Options under which careless code fails. */
function strict(shell: Shell): string {
  if (!isPosix(shell)) return 'true';
  if (isBash(shell)) return 'set -uC; shopt -s nullglob extglob xpg_echo';
  return 'setopt no_unset no_clobber ksh_arrays sh_word_split glob_subst no_prompt_percent warn_create_global';
}

/** How many processes a shell with a session starts for three such lines, and for its own start. */
async function forks(shell: Shell, line: string): Promise<number> {
  const log = path.join(place.dir, 'forks');
  const traced = [
    'strace',
    '-f',
    '-qq',
    '-o',
    log,
    '-e',
    'trace=clone,clone3,fork,vfork',
    ...shell.interactive,
  ] as const;
  const terminal = openTerminal({ ...shell, interactive: traced }, place, alive);
  opened.push(terminal);
  terminal.line(await saved(shell));
  for (const _ of [1, 2, 3]) {
    terminal.line(line);
    await terminal.until('aws ran');
  }
  terminal.line('exit');
  await expect(terminal.until('nothing more')).rejects.toThrow('the shell ended');
  const started = readFileSync(log, 'utf8').split('\n');
  return started.filter((one) => /\b(clone3?|v?fork)\(/.test(one) && !one.includes('CLONE_THREAD')).length;
}
