// The shells that the demo can run in, and a terminal of sorts: a shell that is given one line after the other.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { find } from './place.mjs';

const posixLoop = `while IFS= read -r line; do eval "$line" </dev/null; printf '\\036%s\\036' "$?"; done`;
const fishLoop = `while read -l line; eval $line </dev/null; printf '\\036%s\\036' $status; end`;
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell that fills this in
const segment = '${MFA_ENV_EXPIRES:+$(mfa_env_prompt) }';

const posix = {
  evalLine: (command) => `eval "$(${command})"`,
  status: '$?',
  keyKind: `echo "\${AWS_ACCESS_KEY_ID%????????????????}…"`,
  loop: posixLoop,
};

/** What differs from shell to shell. `rc`: its start-up file in HOME; no `init`: it has no `authaws`. */
const kinds = {
  bash: {
    ...posix,
    quiet: ['--norc', '--noprofile'],
    init: 'eval "$(mfa-env init bash)"',
    rc: ['.bashrc', `PS1='(demo) ${segment}\\w \\$ '\n`],
  },
  zsh: {
    ...posix,
    quiet: ['-f'],
    init: 'eval "$(mfa-env init zsh)"',
    rc: ['.zshrc', `setopt prompt_subst interactive_comments\nPROMPT='(demo) ${segment}%~ %# '\n`],
    before: 'autoload -Uz compinit && compinit -u\n',
  },
  fish: {
    // Where these are missing, fish fills them in the background, and goes on when the demo has ended.
    folders: ['.local/share/fish/generated_completions', '.cache/fish/generated_completions'],
    evalLine: (command) => `${command} | source`,
    status: '$status',
    keyKind: 'string sub -l 4 $AWS_ACCESS_KEY_ID',
    loop: fishLoop,
    quiet: ['--no-config'],
    init: 'mfa-env init fish | source',
    rc: [
      '.config/fish/config.fish',
      "set -g fish_greeting\nfunction fish_prompt\n    echo -n '(demo) '\n    echo -n (mfa_env_prompt)' '\n    echo -n (prompt_pwd)' > '\nend\n",
    ],
  },
  sh: { ...posix, quiet: [], rc: ['.shrc', "PS1='(demo) $ '\n"] },
};

/** The user's own shell where it is one that mfa-env has functions for, else bash, else sh. */
export function chooseShell() {
  const own = process.env.SHELL ?? '';
  const name = path.basename(own);
  const wanted = [['bash', 'zsh', 'fish'].includes(name) ? own : '', 'bash', 'sh'];
  const program = wanted.map((word) => word && find(word)).find(Boolean);
  if (!program) throw new Error('no bash and no sh is on PATH');
  const kind = path.basename(program);
  return { name: kind, program, ...kinds[kind] };
}

/** A shell that runs lines as they come, as at a prompt. What it and its commands write comes as one text. */
export function openTerminal({ program, quiet, loop }, { env, home }) {
  const words = ['-c', 'exec "$@" 2>&1', 'sh', program, ...quiet, '-c', loop];
  const child = spawn('/bin/sh', words, { env, cwd: home, stdio: ['pipe', 'pipe', 'ignore'] });
  let text = '';
  let look = () => {};
  child.stdout.setEncoding('utf8').on('data', (more) => {
    text += more;
    look();
  });
  child.stdin.on('error', () => {}); // it has ended, and `run` says so
  return {
    /** @returns {Promise<{ output: string, status: number }>} */
    run: (line) =>
      new Promise((resolve, reject) => {
        const fail = (why) => reject(new Error(`${program} ${why}: ${line}`));
        const timer = setTimeout(() => fail('did not come to an end'), 60_000);
        const ended = () => fail('ended');
        child.once('close', ended).once('error', reject);
        look = () => {
          const done = /^([^\u001e]*)\u001e(\d+)\u001e/.exec(text);
          if (!done) return;
          text = text.slice(done[0].length);
          clearTimeout(timer);
          child.off('close', ended).off('error', reject);
          resolve({ output: done[1], status: Number(done[2]) });
        };
        child.stdin.write(`${line}\n`);
      }),
    close: () => child.stdin.end(),
  };
}

/** The user's turn: the shell itself, on the real terminal, until it is left. */
export function openForUser({ program, rc: [file, text], init = '', before = '', folders = [] }, { env, home }) {
  for (const folder of [path.dirname(file), ...folders]) mkdirSync(path.join(home, folder), { recursive: true });
  const target = path.join(home, file);
  writeFileSync(target, `${before}${init}\n${text}`);
  const child = spawn(program, ['-i'], { env: { ...env, ENV: target }, cwd: home, stdio: 'inherit' });
  return {
    ended: new Promise((resolve, reject) => child.once('close', resolve).once('error', reject)),
    kill: () => child.kill('SIGHUP'),
  };
}
