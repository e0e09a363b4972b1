// A bash on a pseudo-terminal, with the two lines of the README in its start-up file, that is typed into.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { spawn } from '@lydell/node-pty';

/** A title that no screen shows: the prompt is there. */
const ready = '\u001b]0;ready\u0007';
/** What is typed is bold: from the end of the prompt on, until the command runs. */
const rc = `eval "$(mfa-env init bash)"
PS1='\\[\\e[34m\\]~\\[\\e[0m\\] $ \\[\\e[1m\\]\\[\\e]0;ready\\a\\]'
PS1='\\[\\e[33m\\]\${MFA_ENV_EXPIRES:+$(mfa_env_prompt) }\\[\\e[0m\\]'"$PS1"
PS0='\\e[0m'
`;
const patience = 60_000;

/** @returns a terminal at its first prompt */
export async function openTerminal({ env, home }, columns) {
  const file = path.join(home, 'bashrc');
  writeFileSync(file, rc);
  const { NO_COLOR, FORCE_COLOR, LC_ALL, ...rest } = env;
  const child = spawn('bash', ['--noprofile', '--rcfile', file, '-i'], {
    cols: columns,
    rows: 50,
    cwd: home,
    env: { ...rest, TERM: 'xterm-256color', LANG: 'C.UTF-8', HISTFILE: '/dev/null', AWS_PAGER: '' },
  });
  let all = '';
  let look = () => {};
  child.onData((data) => {
    all += data;
    look();
  });

  const until = (isThere) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`nothing more came after: ${JSON.stringify(all)}`)), patience);
      look = () => {
        if (!isThere()) return;
        clearTimeout(timer);
        look = () => {};
        resolve();
      };
      look();
    });
  await until(() => all.endsWith(ready));
  return {
    /** Types a line; waits for the next prompt, or for what the command asks. */
    type: async (line, question) => {
      const before = all.length;
      child.write(`${line}\r`);
      await until(() => (question ? question.test(all) : all.slice(before).includes(ready) && all.endsWith(ready)));
    },
    everything: () => all,
    close: () =>
      new Promise((resolve) => {
        child.onExit(resolve);
        child.kill('SIGKILL');
      }),
  };
}
