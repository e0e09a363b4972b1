import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { applyStartUp } from '../../../src/setup/start-up/apply.ts';
import { leadsTo, zshFolderIn } from '../../../src/setup/start-up/files.ts';
import { planStartUp } from '../../../src/setup/start-up/plan.ts';
import type { Environment } from '../../../src/shell/env-diff.ts';
import type { FunctionsShell } from '../../../src/shell/functions-text.ts';
import { type Home, newHome } from './home.ts';

// What setup would do with which start-up file, and why it leaves one alone (C8.1).

const toBashrc = '[ -f ~/.bashrc ] && . ~/.bashrc\n';

/** The files of the plan, each with what is to be done. */
function planned(home: Home, shell: FunctionsShell, env: Environment = {}): string[] {
  const { files } = planStartUp(shell, { ...home.env, ...env }, {}, home.installation);
  return files.map(({ path: file, state }) => `${path.relative(home.dir, file)} ${state}`);
}

test.each<[string, Record<string, string>, string[]]>([
  ['nothing is there: ~/.profile hides no file', {}, ['.bashrc create', '.profile create']],
  ['as Debian has it', { '.bashrc': 'x\n', '.profile': `if true; then\n  . "$HOME/.bashrc"\nfi\n` }, ['.bashrc add']],
  ['a ~/.profile that leads nowhere', { '.bashrc': '', '.profile': 'PATH=x\n' }, ['.bashrc add', '.profile add']],
  ['as Fedora has it', { '.bashrc': '', '.bash_profile': toBashrc, '.profile': '' }, ['.bashrc add']],
  [
    'the first that exists counts',
    { '.bash_login': 'x\n', '.profile': toBashrc },
    ['.bashrc create', '.bash_login add'],
  ],
  ['by a third file', { '.bash_profile': 'source ~/.profile\n', '.profile': toBashrc }, ['.bashrc create']],
  ['the other way round', { '.bashrc': '. ~/.bash_profile\n', '.bash_profile': 'x\n' }, ['.bash_profile add']],
  ['a comment leads nowhere', { '.bashrc': '', '.profile': '# . ~/.bashrc\n' }, ['.bashrc add', '.profile add']],
  [
    'a line of the user',
    { '.bashrc': 'A=b\neval "$(mfa-env init bash)"\n', '.profile': toBashrc },
    ['.bashrc own line'],
  ],
  [
    'lines that only speak of mfa-env',
    { '.bashrc': 'alias a=\'eval "$(mfa-env -s bash)"\'\nPATH=/opt/mfa-env/bin:/opt/bash/bin\n', '.profile': toBashrc },
    ['.bashrc add'],
  ],
  ['half a block', { '.bashrc': '# >>> mfa-env >>>\n', '.profile': toBashrc }, ['.bashrc cannot']],
  ['an old block', { '.bashrc': '# >>> mfa-env >>>\n# <<< mfa-env <<<\n', '.profile': toBashrc }, ['.bashrc replace']],
  ['no text', { '.bashrc': 'a\0b', '.profile': toBashrc }, ['.bashrc cannot']],
  ['a file of a megabyte', { '.bashrc': '#'.repeat(1_000_001), '.profile': toBashrc }, ['.bashrc cannot']],
])('bash: %s', (_, files, expected) => {
  const home = newHome();
  for (const [name, text] of Object.entries(files)) home.write(name, text);
  expect(planned(home, 'bash')).toEqual(expected);
});

test.each<[string, Environment, Record<string, string>, string[]]>([
  ['nothing is there', {}, {}, ['.zshrc create']],
  ['ZDOTDIR', { ZDOTDIR: 'HOME/z' }, { '.zshrc': '' }, ['z/.zshrc create']],
  ['ZDOTDIR that is not exported', {}, { '.zshenv': 'ZDOTDIR=~/z\n', 'z/.zshrc': '' }, ['z/.zshrc add']],
  ['a line of the user', {}, { '.zshrc': 'eval "$(mfa-env init zsh --auto)"\n' }, ['.zshrc own line']],
  ['one in ~/.zshenv', {}, { '.zshenv': '. ~/mfa-env/mfa-env.zsh\n' }, ['.zshenv own line']],
  ['one that only login shells read', {}, { '.zprofile': '. ~/mfa-env/mfa-env.zsh\n' }, ['.zshrc create']],
])('zsh: %s', (_, env, files, expected) => {
  const home = newHome();
  for (const [name, text] of Object.entries(files)) home.write(name, text);
  const named = Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, value?.replace('HOME', home.dir)]),
  );
  expect(planned(home, 'zsh', named)).toEqual(expected);
});

test('fish: a file of its own, unless another one loads the functions', () => {
  const home = newHome();
  expect(planned(home, 'fish')).toEqual(['.config/fish/conf.d/mfa-env.fish create']);
  expect(planned(home, 'fish', { XDG_CONFIG_HOME: `${home.dir}/c` })).toEqual(['c/fish/conf.d/mfa-env.fish create']);
  home.write('.config/fish/config.fish', 'mfa-env init fish | source\n');
  expect(planned(home, 'fish')).toEqual(['.config/fish/config.fish own line']);
});

test('other shells have no functions', () => {
  expect(planStartUp('posix', {})).toEqual({ shell: 'posix', files: [], isDone: true });
});

test('a line of the user is told with its number', () => {
  const home = newHome();
  home.write('.zshrc', 'A=b\n  eval "$(mfa-env init zsh)"\n');
  const plan = planStartUp('zsh', home.env, {}, home.installation);
  expect(plan).toMatchObject({ isDone: true, files: [{ ownLine: 2 }] });
  expect(plan).not.toHaveProperty('functions');
  expect(applyStartUp(plan, home.env, home.installation)).toEqual([]);
  home.write('.zshrc', '. ~/.config/mfa-env.zsh\n');
  expect(planStartUp('zsh', home.env).files).toMatchObject([{ ownLine: 1 }]);
});

test.each<[string, (home: Home) => void, RegExp]>([
  ['read-only', (home) => chmodSync(home.write('.zshrc', 'x\n'), 0o444), /read-only/],
  ['a folder', (home) => mkdirSync(path.join(home.dir, '.zshrc')), /plain file/],
  ['a link into a store', (home) => symlinkSync('/nix/store/x/zshrc', path.join(home.dir, '.zshrc')), /Nix/],
  ['a loop of links', (home) => symlinkSync('.zshrc', path.join(home.dir, '.zshrc')), /cannot be read \(ELOOP\)/],
  ['a device', (home) => symlinkSync('/dev/null', path.join(home.dir, '.zshrc')), /plain file/],
])('a file that is left alone: %s', (_, make, reason) => {
  const home = newHome();
  make(home);
  const plan = planStartUp('zsh', home.env, {}, home.installation);
  expect(plan).toMatchObject({ isDone: false, files: [{ state: 'cannot', reason: expect.stringMatching(reason) }] });
  expect(plan.files[0]?.line).toContain('mfa-env.zsh');
  expect(applyStartUp(plan, home.env, home.installation).at(-1)?.problem).toMatch(reason);
});

test.skipIf(process.getuid?.() !== 0)('a file of another user is left alone (as root)', async () => {
  const { chownSync } = await import('node:fs');
  const home = newHome();
  chownSync(home.write('.zshrc', 'x\n'), 65534, 65534);
  expect(planned(home, 'zsh')).toEqual(['.zshrc cannot']);
});

test('the line that was added by hand, where a file cannot be written, is seen', () => {
  const home = newHome();
  const { line = '' } = planStartUp('zsh', home.env, {}, home.installation).files[0] ?? {};
  chmodSync(home.write('.zshrc', `${line}\n`), 0o444);
  const plan = planStartUp('zsh', home.env, {}, home.installation);
  expect(plan).toMatchObject({ isDone: false, functions: { state: 'write' }, files: [{ state: 'done' }] });
  applyStartUp(plan, home.env, home.installation);
  expect(planStartUp('zsh', home.env, {}, home.installation).isDone).toBe(true);
});

test.each<[string, string | undefined]>([
  ['export ZDOTDIR="$HOME/.config/zsh"', '/home/a/.config/zsh'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: text of a shell
  ['ZDOTDIR=${XDG_CONFIG_HOME:-$HOME/.config}/zsh # here', '/home/a/.config/zsh'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: text of a shell
  ['ZDOTDIR=${ZDOTDIR:-~/.config/zsh}', '/home/a/.config/zsh'],
  ['ZDOTDIR=~/a\nZDOTDIR=~/b', '/home/a/b'],
  ['ZDOTDIR=$(somewhere)', undefined],
  ['ZDOTDIR=$UNKNOWN/zsh', undefined],
  ['ZDOTDIR=here', undefined],
  ['# ZDOTDIR=~/a', undefined],
  ['', undefined],
])('the folder that ~/.zshenv sets: %s', (text, folder) => {
  expect(zshFolderIn(text, { HOME: '/home/a' })).toBe(folder);
});

test.each([
  ['source "$HOME/.bashrc"', true],
  ['test -r ~/.bashrc && source ~/.bashrc;', true],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: text of a shell
  ['. ${HOME}/.bashrc || true', true],
  ['. ~/.bashrc.local', false],
  ['. ~/.bashrc_more', false],
  ['echo ~/.bashrc', false],
  ['./.bashrc', false],
])('%s leads to ~/.bashrc: %s', (text, leads) => {
  expect(leadsTo('.profile', '.bashrc', (name) => ({ '.profile': text })[name])).toBe(leads);
});

test('two files that source each other end somewhere', () => {
  const texts: Record<string, string> = { '.profile': '. ~/.bash_profile', '.bash_profile': '. ~/.profile' };
  expect(leadsTo('.profile', '.bashrc', (name) => texts[name])).toBe(false);
});
