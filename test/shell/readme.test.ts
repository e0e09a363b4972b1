import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRealPlace, type RealPlace, serial } from './real.ts';
import { inEach, isPosix, load, ownFunctions, type Shell, shells } from './shells.ts';

// The lines that the README and the pages give for start-up files, scripts and the day work as they stand there.

let place: RealPlace;
beforeAll(async () => {
  place = await makeRealPlace();
  await place.begin();
});
afterAll(() => place.end());

const textOf = (page: string): string => readFileSync(path.resolve(import.meta.dirname, '../..', page), 'utf8');

/** The only block of a language, or a shell, that holds some words. */
function block(page: string, language: string, words: string): string {
  const all = [...textOf(page).matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(([, name]) => name === language);
  const found = all.map(([, , code = '']) => code).filter((code) => code.includes(words));
  expect(found, `${page}: ${words}`).toHaveLength(1);
  return found[0] ?? '';
}

inEach(ownFunctions, (shell) => {
  test.each(['README.md', 'docs/by-hand.md'])('the start-up line of %s brings authaws, once or twice', async (page) => {
    const line = block(page, shell.speaks, `mfa-env init ${shell.speaks}`);
    const script = `${line}${line}authaws -q -p acme\necho $MFA_ENV_PROFILE`;
    const { stdout, stderr } = await place.run(atTerminal(shell), script);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/acme\n$/);
  });

  test('the functions can come from a file', async () => {
    const [line = ''] = /^mkdir -p .*$/m.exec(textOf('docs/by-hand.md')) ?? [];
    const own = line.replaceAll('bash', shell.speaks);
    const source = isPosix(shell) ? '.' : 'source';
    const script = `${own}\n${source} ~/.config/mfa-env.${shell.speaks}\nauthaws -q -p acme\necho $MFA_ENV_PROFILE`;
    const { stdout, stderr } = await place.run(shell, script);
    expect(stderr).toBe('');
    expect(stdout).toBe('acme\n');
  });

  test('the prompt shows the time once, however often its line is read', async () => {
    if (!isPosix(shell)) return;
    const lines = block('docs/by-hand.md', shell.speaks, 'mfa_env_prompt) }');
    const script = `${load(shell)}\nPS1='> '\n${lines}${lines}printf '%s' "$PS1"`;
    const { stdout, stderr } = await place.run(shell, script);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^\$\{MFA_ENV_EXPIRES:\+\$\(mfa_env_prompt\) \}> $/);
  });

  test('the lines of a day do what they say', async () => {
    const [, day = ''] = textOf('README.md').split('\n## Day to day\n');
    const lines = [...(day.split('\n## ')[0] ?? '').matchAll(/^\| `([^`]+)` \|/gm)].map(([, line = '']) => line);
    expect(lines.length).toBeGreaterThan(8);
    const own = await makeRealPlace();
    await own.begin(); // what the first line finds cached
    const [typed = '', ...printed] = [0, 1, 2].map((step) => own.sts.code(serial, step));
    writeFileSync(path.join(own.home, 'codes'), `${printed.join(' ')}\n`);
    const role = 'role_arn = arn:aws:iam::111122223333:role/admin\nsource_profile = acme\n';
    appendFileSync(path.join(own.home, '.aws/config'), `[profile admin]\n${role}`);
    const browser = { BROWSER: 'true', AWS_ENDPOINT_URL_SIGNIN: own.sts.url };
    const env = {
      ...browser,
      AWS_DEFAULT_PROFILE: 'acme', // there are two profiles now, and nobody to choose one
      MFA_ENV_CODE_COMMAND: 'read -r code rest < ~/codes; echo $code; echo $rest > ~/codes',
    };
    const status = isPosix(shell) ? '$?' : '$status';
    const script = lines.map((line, nth) => `${line}\necho "@${nth} ${status} $MFA_ENV_PROFILE@"`).join('\n');
    const ready = script.replace('123456', typed).replace(/terraform (?:plan|apply)/g, 'env');
    const { stdout, stderr } = await own.run(shell, `${load(shell)}\n${ready}`, { env });
    await own.end();
    const told = [...stdout.matchAll(/^@(\d+) (\d+) (.*)@$/gm)].map(([, nth, ...rest]) => [
      lines[Number(nth)],
      ...rest,
    ]);
    const cleared = lines.indexOf('authaws clear');
    const expected = lines.map((line, nth) => [
      line,
      line === 'authaws doctor' ? expect.any(String) : '0', // it looks at this machine
      nth < cleared ? 'acme' : '',
    ]);
    expect(told, stderr).toEqual(expected);
  });
});

/** Some lines are for interactive shells. */
function atTerminal(shell: Shell): Shell {
  return isPosix(shell) ? shell : { ...shell, command: [...shell.command, '-i'] };
}

const language = (shell: Shell): string => (isPosix(shell) ? 'sh' : 'fish');

inEach(shells, (shell) => {
  test('C2.8: the line for scripts goes on with a session, and not without one, nor without mfa-env', async () => {
    const line = block('docs/scripts.md', language(shell), 'echo false');
    const script = line.replace('terraform apply', 'echo TERRAFORM');
    expect(script).toContain('TERRAFORM');
    expect((await place.run(shell, script)).stdout).toBe('TERRAFORM\n');
    expect((await place.run(shell, script.replace('acme', 'nosuch'))).stdout).toBe('');
    const missing = script.replace('mfa-env', 'mfa-env-that-is-nowhere');
    expect((await place.run(shell, missing)).stdout).toBe('');
  });
});

test('the lines for administrators print a policy, and one that lets nobody enrol', async () => {
  const page = textOf('docs/policy.md');
  const lines = [/^mfa-env policy > .*$/m, /^ *sed .*$/m].map((line) => line.exec(page)?.[0] ?? '');
  const { status, stderr } = await place.run(shells[0] as Shell, lines.join(' && '));
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const allowed = (file: string): string[] =>
    JSON.parse(readFileSync(path.join(place.dir, file), 'utf8')).Statement.at(-1).NotAction;
  const enrolling = ['iam:CreateVirtualMFADevice', 'iam:EnableMFADevice'];
  expect(allowed('mfa.json')).toEqual(expect.arrayContaining(enrolling));
  expect(allowed('people.json')).toEqual(allowed('mfa.json').filter((action) => !enrolling.includes(action)));
});

test('no line to paste has a comment behind it: an interactive zsh takes its words for arguments', () => {
  for (const [, , code = ''] of textOf('README.md').matchAll(/^```(\w*)\n(.*?)^```$/gms))
    expect(code).not.toMatch(/ #/);
});
