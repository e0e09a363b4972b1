import { chmodSync, lstatSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { temporaryFor } from '../../../src/fs/folders.ts';
import { applyStartUp } from '../../../src/setup/start-up/apply.ts';
import { refreshFunctionsFiles } from '../../../src/setup/start-up/functions-file.ts';
import { planStartUp } from '../../../src/setup/start-up/plan.ts';
import { undo, undoStartUp } from '../../../src/setup/start-up/undo.ts';
import type { FunctionsOptions, FunctionsShell } from '../../../src/shell/functions-text.ts';
import { type Home, install, newHome } from './home.ts';

// Setup writes the functions and the line, keeps them current, and takes them out again (C8.1, C8.3).

const shells: FunctionsShell[] = ['bash', 'zsh', 'fish'];
const functions = '.local/share/mfa-env/mfa-env';

function setUp(home: Home, shell: FunctionsShell, options: Partial<FunctionsOptions> = {}): string[] {
  const plan = planStartUp(shell, home.env, options, home.installation);
  const applied = applyStartUp(plan, home.env, home.installation);
  expect(applied.filter(({ problem }) => problem !== undefined)).toEqual([]);
  return applied.map(({ path: file }) => path.relative(home.dir, file));
}

test.each(shells)('%s: setup twice changes nothing the second time, and undo gives back every byte', (shell) => {
  const home = newHome();
  home.write('.bashrc', 'PATH=x');
  home.write('.profile', '');
  home.write('.zshrc', 'A=\xe9\r\n');
  home.write('.config/fish/config.fish', 'x\n');
  const before = home.all();
  expect(setUp(home, shell)[0]).toBe(`${functions}.${shell}`);
  const after = home.all();
  expect(setUp(home, shell)).toEqual([]);
  expect(planStartUp(shell, home.env, {}, home.installation).isDone).toBe(true);
  expect(home.all()).toEqual(after);
  expect(undoStartUp(home.env).every(({ problem, foreign }) => problem === undefined && foreign.length === 0)).toBe(
    true,
  );
  expect(home.all()).toEqual(before);
  expect(readdirSync(path.join(home.dir, '.local/share'))).toEqual([]);
  expect(undoStartUp(home.env)).toEqual([]);
});

test('files that setup made go with undo', () => {
  const home = newHome();
  for (const shell of shells) setUp(home, shell);
  expect(Object.keys(home.all())).toHaveLength(7);
  undoStartUp(home.env);
  expect(home.all()).toEqual({});
});

test('the folder is for its owner alone, and the functions name their options', () => {
  const home = newHome();
  setUp(home, 'bash', { auto: true });
  expect(statSync(path.join(home.dir, path.dirname(functions))).mode & 0o777).toBe(0o700);
  expect(statSync(path.join(home.dir, `${functions}.bash`)).mode & 0o777).toBe(0o600);
  expect(home.read(`${functions}.bash`)).toMatch(/^# .*setup.*: mfa-env init bash --auto\n[\s\S]*# auto 1\.0\.0/);
  // What is not said stays as it is.
  expect(planStartUp('bash', home.env, {}, home.installation)).toMatchObject({
    isDone: true,
    functions: { auto: true },
  });
  expect(setUp(home, 'bash', { auto: false })).toEqual([`${functions}.bash`]);
  expect(home.read(`${functions}.bash`)).not.toContain('auto');
});

test('a link stays a link, and its target keeps its mode', () => {
  const home = newHome();
  chmodSync(home.write('dotfiles/zshrc', 'A=b\n'), 0o640);
  symlinkSync('dotfiles/zshrc', path.join(home.dir, '.zshrc'));
  setUp(home, 'zsh');
  expect(lstatSync(path.join(home.dir, '.zshrc')).isSymbolicLink()).toBe(true);
  expect(statSync(path.join(home.dir, 'dotfiles/zshrc')).mode & 0o777).toBe(0o640);
  expect(home.read('dotfiles/zshrc')).toMatch(/^A=b\n# >>> mfa-env >>>\n/);
  undoStartUp(home.env);
  expect(home.all()).toEqual({ '.zshrc': 'A=b\n', 'dotfiles/zshrc': 'A=b\n' });
});

test('what changed after the plan was shown stays', () => {
  const home = newHome();
  home.write('.zshrc', 'A=b\n');
  const plan = planStartUp('zsh', home.env, {}, home.installation);
  home.write('.zshrc', 'A=b\nC=d\n');
  applyStartUp(plan, home.env, home.installation);
  expect(home.read('.zshrc')).toMatch(/^A=b\nC=d\n# >>>/);
});

test('where the functions cannot be written, no line is', () => {
  const home = newHome();
  home.write('.local/share', 'a file');
  const before = home.all();
  const plan = planStartUp('zsh', home.env, {}, home.installation);
  const applied = applyStartUp(plan, home.env, home.installation);
  expect(applied).toMatchObject([{ path: path.join(home.dir, `${functions}.zsh`), problem: expect.any(String) }]);
  expect(home.all()).toEqual(before);
});

test.each<[string, (home: Home) => void]>([
  ['is not of setup', (home) => writeFileSync(path.join(home.dir, `${functions}.zsh`), 'authaws() { :; }\n')],
  ['can be written by others', (home) => chmodSync(path.join(home.dir, `${functions}.zsh`), 0o666)],
  ['is in a folder that others write', (home) => chmodSync(path.join(home.dir, path.dirname(functions)), 0o777)],
])('a functions file that %s is neither made anew nor deleted', (_, make) => {
  const home = newHome();
  setUp(home, 'zsh');
  make(home);
  const before = home.read(`${functions}.zsh`);
  home.installation = install(path.dirname(home.installation.script), '2.0.0');
  expect(planStartUp('zsh', home.env, {}, home.installation)).toMatchObject({
    isDone: false,
    functions: { state: 'cannot' },
  });
  refreshFunctionsFiles(home.env, home.installation);
  undoStartUp(home.env);
  expect(home.read(`${functions}.zsh`)).toBe(before);
});

test('an update of mfa-env makes the functions anew, with their options', () => {
  const home = newHome();
  for (const shell of shells) setUp(home, shell, { auto: shell === 'zsh' });
  const before = home.all();
  const updated = install(path.dirname(home.installation.script), '2.0.0');
  refreshFunctionsFiles(home.env, updated);
  const after = home.all();
  for (const shell of shells) {
    const file = `${functions}.${shell}`;
    expect(after[file]).toBe(before[file]?.replaceAll('1.0.0', '2.0.0'));
    expect(after[file]?.includes('auto 2.0.0')).toBe(shell === 'zsh');
  }
  expect({ ...after, ...before }).toEqual(before);
});

test('another mfa-env takes them over only where the one that made them is gone', () => {
  const home = newHome();
  setUp(home, 'bash');
  const before = home.all();
  const other = install(path.join(home.dir, '../two'), '2.0.0');
  refreshFunctionsFiles(home.env, other);
  expect(home.all()).toEqual(before);
  rmSync(home.installation.node);
  refreshFunctionsFiles(home.env, other);
  expect(home.read(`${functions}.bash`)).toContain(other.script);
  expect(planStartUp('bash', home.env, {}, other).isDone).toBe(true);
});

test('a write that fails leaves the old functions, in silence', () => {
  const home = newHome();
  setUp(home, 'bash');
  mkdirSync(temporaryFor(path.join(home.dir, `${functions}.bash`)));
  refreshFunctionsFiles(home.env, install(path.dirname(home.installation.script), '2.0.0'));
  expect(home.read(`${functions}.bash`)).toContain('1.0.0');
});

test('an update makes no file where setup made none', () => {
  const home = newHome();
  refreshFunctionsFiles(home.env, home.installation);
  refreshFunctionsFiles({ HOME: '/nonexistent' }, home.installation);
  expect(home.all()).toEqual({});
});

test('without a home folder nothing is read, and nothing written', () => {
  const userInfo = vi.spyOn(process.getBuiltinModule('node:os'), 'userInfo').mockReturnValue({ homedir: '' } as never);
  expect(() => planStartUp('bash', {})).toThrow(/HOME is not set/);
  refreshFunctionsFiles({});
  expect(undoStartUp({})).toEqual([]);
  userInfo.mockRestore();
});

test('undo tells what it did, what somebody wrote among the lines, and what stays', () => {
  const home = newHome();
  home.write('.zshrc', 'A=b\n');
  setUp(home, 'zsh');
  home.write('.zshrc', home.read('.zshrc').replace('# <<<', 'alias a=authaws\n# <<<'));
  expect(undo(home.env)).toEqual({
    status: 0,
    text: `~/.zshrc: lines taken out, and these lines, which stood among them:
  alias a=authaws
~/.local/share/mfa-env/mfa-env.zsh: file deleted
the AWS files are left alone: keys, profiles and MFA devices stay
`,
  });
  expect(home.all()).toEqual({ '.zshrc': 'A=b\n' });
  expect(undo(home.env)).toMatchObject({
    status: 0,
    text: expect.stringMatching(/^setup has put nothing .*\n.*AWS files/),
  });
});

test('undo leaves a file that is read-only, and says what to do', () => {
  const home = newHome();
  setUp(home, 'zsh');
  home.write('.zshrc', `${home.read('.zshrc')}A=b\n`);
  chmodSync(path.join(home.dir, '.zshrc'), 0o400);
  const before = home.read('.zshrc');
  expect(undo(home.env)).toMatchObject({
    status: 1,
    text: expect.stringMatching(/^~\/\.zshrc stays as it is: it is read-only\n {2}take out by hand .*>>> mfa-env >>>/),
  });
  expect(home.read('.zshrc')).toBe(before);
});

test('a folder in the place of a file stops nothing', () => {
  const home = newHome();
  mkdirSync(path.join(home.dir, '.bashrc'));
  expect(undo(home.env).status).toBe(0);
});

test.each<[string, number, boolean]>([
  ['everybody can write, as to /tmp', 0o1777, false],
  ['its group can write', 0o775, true],
])('new terminals read no functions from a folder to which %s', (_, mode, isFine) => {
  const home = newHome();
  const shared = path.join(home.dir, '../shared');
  for (const folder of [path.join(shared, 'data'), path.join(home.dir, 'data')]) mkdirSync(folder, { recursive: true });
  chmodSync(shared, mode);
  chmodSync(path.join(home.dir, '..'), 0o755);
  symlinkSync(shared, path.join(home.dir, 'link'));
  const withTmp = isFine
    ? []
    : [path.join(shared, 'data'), path.join(shared, 'later'), path.join(home.dir, 'link/data')];
  for (const XDG_DATA_HOME of [...withTmp, path.join(home.dir, 'data'), path.join(home.dir, 'data/later')]) {
    const plan = planStartUp('bash', { ...home.env, XDG_DATA_HOME }, {}, home.installation);
    expect({ XDG_DATA_HOME, state: plan.functions?.state }).toEqual({
      XDG_DATA_HOME,
      state: withTmp.includes(XDG_DATA_HOME) ? 'cannot' : 'write',
    });
  }
});

test('undo leaves a file that has lost one of our marks, and says so', () => {
  const home = newHome();
  setUp(home, 'zsh');
  const cut = home.read('.zshrc').replace(/# <<<.*\n/, 'A=b\n');
  home.write('.zshrc', cut);
  expect(undo(home.env)).toMatchObject({
    status: 1,
    text: expect.stringMatching(/^~\/\.zshrc stays as it is: it holds a part of our lines\n {2}take out by hand/),
  });
  expect(home.read('.zshrc')).toBe(cut);
});
