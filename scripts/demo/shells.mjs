// The shells that the demo can run in, each with a prompt that says when it is there.
import path from 'node:path';
import { find } from './place.mjs';

/** What a prompt ends with: the title of the window. */
export const READY = '\u001b]0;mfa-env demo\u0007';

/** What differs from shell to shell. `files`: its start-up files in HOME. */
const kinds = {
  bash: {
    words: ['-i'],
    files: { '.bashrc': "PS1='\\w \\$ \\[\\e]0;mfa-env demo\\a\\]'\n" },
  },
  zsh: {
    words: ['-i'],
    files: { '.zshrc': "PROMPT=$'%~ %# %{\\e]0;mfa-env demo\\a%}'\nunsetopt prompt_sp\n" },
  },
  fish: {
    words: ['-i'],
    // Where these are missing, fish fills them in the background, and goes on when the demo has ended.
    folders: ['.local/share/fish/generated_completions', '.cache/fish/generated_completions'],
    files: {
      '.config/fish/config.fish':
        "set -g fish_greeting\nfunction fish_title; end\nfunction fish_prompt\n    printf '%s > \\e]0;mfa-env demo\\a' (prompt_pwd)\nend\n",
    },
  },
  sh: {
    words: ['-i'],
    files: { '.shrc': `PS1='$ ${READY}'\n` },
    env: (home) => ({ ENV: path.join(home, '.shrc') }),
  },
};

/** The user's own shell where it is one that mfa-env has functions for, else bash, else sh. */
export function chooseShell() {
  const own = process.env.SHELL ?? '';
  const name = path.basename(own);
  const wanted = [['bash', 'zsh', 'fish'].includes(name) ? own : '', 'bash', 'sh'];
  const program = wanted.map((word) => word && find(word)).find(Boolean);
  if (!program) throw new Error('no bash and no sh is on PATH');
  const kind = path.basename(program);
  return kindOf(kind, program);
}

/** `authaws` with its words; sh has no such function. */
export const authaws = ({ name }, words) => (name === 'sh' ? `eval "$(mfa-env ${words})"` : `authaws ${words}`);
export const kindOf = (name, program) => ({ name, program, env: () => ({}), ...kinds[name] });
