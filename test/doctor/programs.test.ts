import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { missingPrograms, programIn, startUpFiles } from '../../src/doctor/probes/machine.ts';
import { loadsFunctions, startUpLine, withBlock } from '../../src/setup/start-up/lines.ts';
import type { ShellName } from '../../src/shell/dialects.ts';

// The probes of programs and start-up files.

let home: string;
const write = (name: string, text = ''): void => {
  mkdirSync(path.dirname(path.join(home, name)), { recursive: true });
  writeFileSync(path.join(home, name), text);
};
beforeAll(() => {
  home = mkdtempSync(path.join(tmpdir(), 'mfa-env-doctor-'));
  for (const name of ['bin/keys', 'bin/a b']) {
    write(name);
    chmodSync(path.join(home, name), 0o755);
  }
  write('bin/plain');
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

test.each([
  ['keys --json', 'keys'],
  ['/opt/keys', '/opt/keys'],
  ['~/bin/keys x', '~/bin/keys'],
  ['"/opt/a b" x', '/opt/a b'],
  ["'/opt/a b'", '/opt/a b'],
  ['keys|jq .', 'keys'],
  ['echo x', undefined],
  [': x', undefined],
  ['A=b keys', undefined],
  ['$HOME/keys', undefined],
  ['"$HOME/keys"', undefined],
  ['(keys)', undefined],
  ['if true; then keys; fi', undefined],
  ['a\\ b', undefined],
  ['~bob/keys', undefined],
  ['', undefined],
])('the program of %j', (line, program) => {
  expect(programIn(line)).toBe(program);
});

test('each program that cannot be run is listed once', () => {
  const lines = [
    'keys',
    'plain',
    'gone',
    '~/bin/keys',
    '~/bin/gone',
    `"${home}/bin/a b" x`,
    `${home}/bin`,
    'gone again',
  ];
  const config = lines.map((line) => `[profile x]\ncredential_process = ${line}\n`).join('');
  const credentials = '[y]\nMFA_Process=lost\ncredential_processes = no\n';
  const env = { HOME: home, PATH: `/nonexistent:${home}/bin` };
  expect(missingPrograms([config, credentials], env)).toEqual(['plain', 'gone', '~/bin/gone', `${home}/bin`, 'lost']);
});

test.each([
  ['eval "$(mfa-env init bash)"', true],
  ['  command -v mfa-env >/dev/null && eval "$(mfa-env init zsh --auto)"', true],
  ['mfa-env init fish | source', true],
  ['. ~/.local/share/mfa-env/mfa-env.bash', true],
  ['source "$HOME/mfa-env/shell/mfa-env.zsh"', true],
  ['[ -r ~/.mfa-env ] && . ~/.mfa-env/functions', true],
  ['source ~/.config/mfa-env/functions', true],
  ['function authaws', true],
  ['authaws() {', true],
  ['# eval "$(mfa-env init bash)"', false],
  ['alias mfa=mfa-env', false],
  ['PATH=$PATH:~/mfa-env/bin', false],
  ['eval "$(other init bash)"', false],
  ['', false],
])('%j loads the functions: %s', (text, loads) => {
  expect(loadsFunctions(`PATH=x\n${text}\n`)).toBe(loads);
});

const filesOf = (shell: ShellName, env = {}): string[] =>
  startUpFiles(shell, { HOME: home, ...env }).map(
    ({ path: file, loads }) => `${path.relative(home, file)}${loads ? ' loads' : ''}`,
  );

test('the start-up files of each shell that exist, and in any case the first', () => {
  expect(filesOf('posix')).toEqual([]);
  expect(filesOf('zsh', { ZDOTDIR: `${home}/z` })).toEqual(['z/.zshrc']);
  write('.zshrc', 'eval "$(mfa-env init zsh)"\n');
  expect(filesOf('zsh')[0]).toBe('.zshrc loads');
  write('.config/fish/conf.d/mfa.fish', 'mfa-env init fish | source\n');
  expect(filesOf('fish')).toEqual(['.config/fish/config.fish', '.config/fish/conf.d/mfa.fish loads']);
  expect(filesOf('fish', { XDG_CONFIG_HOME: '/nonexistent' })).toEqual(['../../nonexistent/fish/config.fish']);
});

test('bash: ~/.bashrc, and the files of login shells', () => {
  expect(filesOf('bash')).toEqual(['.bashrc']);
  write('.profile', '. "$HOME/x/mfa-env.bash"\n');
  expect(filesOf('bash')).toEqual(['.bashrc', '.profile loads']);
});

test('our block loads the functions as long as their file is there', () => {
  write('.bashrc', withBlock('', startUpLine('bash', `${home}/.local/share/mfa-env/mfa-env.bash`, home)));
  expect(filesOf('bash')[0]).toBe('.bashrc');
  const file = '.local/share/mfa-env/mfa-env.bash';
  write(file, '# Made by mfa-env setup, and kept up to date by authaws: mfa-env init bash\n');
  chmodSync(path.join(home, file), 0o600);
  expect(filesOf('bash')[0]).toBe('.bashrc loads');
});
