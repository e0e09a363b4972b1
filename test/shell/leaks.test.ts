import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addFake, session, sessionOf } from './fake.ts';
import { makePlace, type Place, start } from './place.ts';
import {
  bashAndZsh,
  inEach,
  isBash,
  isInstalled,
  isPosix,
  isSince,
  load,
  shells,
  tell,
  withFunctions,
} from './shells.ts';

// Neither `set -x`, arguments nor files show a secret: C7.1, rows 76 to 79. Row 80 (history): interactive.test.ts.

let place: Place;
beforeAll(() => {
  place = makePlace();
  addFake(place);
});
afterAll(() => place.remove());

function expectNoSecret(text: string): void {
  expect(text).not.toContain(session.AWS_SECRET_ACCESS_KEY);
  expect(text).not.toContain(session.AWS_SESSION_TOKEN);
}

inEach(bashAndZsh, (shell) => {
  test.each([
    ['76', 'x'],
    ['77', 'v'],
    ['76, 77', 'xv'],
  ])('%s: set -%s shows no secret, and is on again afterwards', async (_, letters) => {
    const script = `${load(shell)}\nset -${letters}\nauthaws\necho "flags $-"\nFAKE=fail authaws\necho "flags $-"\nauthaws status >/dev/null\necho "flags $-"`;
    const { stdout, stderr } = await place.run(shell, script);
    expectNoSecret(stdout + stderr);
    const flags = stdout.split('\n').slice(0, 3);
    expect(flags).toHaveLength(3);
    for (const line of flags) for (const letter of letters) expect(line.replace('flags', '')).toContain(letter);
    expect(stderr).toContain('echo "flags $-"'.slice(0, letters.includes('v') ? 15 : 4));
  });

  test.runIf(isBash(shell) && isSince(shell, 4, 1))('76: nor does a trace that goes to a file', async () => {
    const script = `${load(shell)}\nexec 9>trace-9\nBASH_XTRACEFD=9\nset -x\nauthaws\necho "$-"`;
    const { stdout } = await place.run(shell, script);
    expect(stdout).toContain('x');
    const trace = readFileSync(path.join(place.dir, 'trace-9'), 'utf8');
    expect(trace).toContain('authaws');
    expectNoSecret(trace);
  });
});

inEach(
  withFunctions.filter((shell) => !isPosix(shell)),
  (shell) => {
    test('76: fish_trace shows no secret, and is on again afterwards', async () => {
      const script = `${load(shell)}\nset -g fish_trace 1\nauthaws\necho after-success\nFAKE=fail authaws\necho after-failure`;
      const { stdout, stderr } = await place.run(shell, script);
      expectNoSecret(stdout + stderr);
      expect(stderr).toContain('echo after-success');
      expect(stderr).toContain('echo after-failure');
    });
  },
);

inEach(
  withFunctions.filter((shell) => !isPosix(shell)),
  (shell) => {
    test('76: fish --profile writes no secret', async () => {
      const file = path.join(place.dir, 'profile');
      const traced = { ...shell, command: [...shell.command, '--profile', file] as [string, ...string[]] };
      const { said, env } = await place.told(traced, `${load(shell)}\nauthaws\n${tell(shell)}`);
      expect(said).toBe(0);
      expect(sessionOf(env)).toEqual(session);
      const text = readFileSync(file, 'utf8');
      expect(text).toContain('authaws');
      expectNoSecret(text);
    });
  },
);

inEach(withFunctions, (shell) => {
  test('78: authaws writes no temporary file', async () => {
    if (!isInstalled('strace')) return expect(process.env.CI, 'strace is needed').not.toBe('true');
    const before = readdirSync(place.dir);
    const script = path.join(place.dir, `traced-${withFunctions.indexOf(shell)}`);
    await place.run(shell, `printf '%s\\n' "${load(shell)}" authaws 'env -0' >${script}`);
    const words = ['strace', '-f', '-qq', '-e', 'trace=open,openat,creat,mknod,mkdir', ...shell.command, script];
    const { status, stdout, stderr } = await start(words, { env: { ...place.env, TMPDIR: place.dir }, cwd: place.dir });
    expect(status).toBe(0);
    expect(stdout).toContain(session.AWS_SESSION_TOKEN);
    const opened = stderr.split('\n').filter((line) => /open|creat|mk/.test(line));
    expect(opened.length).toBeGreaterThan(3);
    const made = opened.filter((line) => /O_CREAT|creat\(|mknod|mkdir/.test(line));
    expect(made.filter((line) => !/\/dev\/null|EEXIST/.test(line))).toEqual([]);
    expect(readdirSync(place.dir).filter((name) => !before.includes(name) && !/^(traced|script)-/.test(name))).toEqual(
      [],
    );
  });
});

inEach(shells.filter(isBash), (shell) => {
  test('79: a DEBUG trap without functrace does no harm', async () => {
    const script = `${load(shell)}\ntrap 'echo DEBUG' DEBUG\nauthaws\ntrap - DEBUG\n${tell(shell)}`;
    const { said, env, stderr } = await place.told(shell, script);
    expect({ said, stderr }).toEqual({ said: 0, stderr: '' });
    expect(sessionOf(env)).toEqual(session);
  });

  test.each([
    ['set -T', 'set -T'],
    ['extdebug', 'shopt -s extdebug'],
    ['declare -ft on authaws', 'declare -ft authaws'],
    ['declare -ft on all functions', 'declare -ft $(compgen -A function)'],
  ])('79: a DEBUG trap under %s sees no secret, adds nothing, and is there again', async (_, setting) => {
    // What it prints would be run, where it was captured.
    const trap = `trap 'echo "touch pwn"; echo "$BASH_COMMAND \${__mfa_env_text-}" >&2' DEBUG`;
    const script = `${load(shell)}\n${setting}\n${trap}\nauthaws >/dev/null\n: after\ntrap -p DEBUG >trap\ntrap - DEBUG\n${tell(shell)}`;
    const { said, env, stderr } = await place.told(shell, script);
    expect(said).toBe(0);
    expect(sessionOf(env)).toEqual(session);
    for (const secret of Object.values(session)) expect(stderr).not.toContain(secret);
    expect(stderr).toContain('authaws');
    expect(existsSync(path.join(place.dir, 'pwn'))).toBe(false);
    expect(stderr).toContain(': after');
    expect(readFileSync(path.join(place.dir, 'trap'), 'utf8')).toContain('touch pwn');
  });

  test('79: set -T is on again after authaws, and after a failure', async () => {
    const script = `${load(shell)}\nset -T\necho "$-"\nauthaws\necho "$-"\nFAKE=fail\nexport FAKE\nauthaws\necho "$-"`;
    const [before, after, failed] = (await place.run(shell, script)).stdout.split('\n');
    expect(before).toContain('T');
    expect([after, failed]).toEqual([before, before]);
  });
});

inEach(
  bashAndZsh.filter((shell) => !isBash(shell)),
  (shell) => {
    test.each(['t', 'T'])('76: functions -%s on all functions shows no secret', async (letter) => {
      const script = `${load(shell)}\nfunctions -${letter} \${(k)functions}\nauthaws\n${tell(shell)}`;
      const { said, env, output, stderr } = await place.told(shell, script);
      expect(said).toBe(0);
      expect(sessionOf(env)).toEqual(session);
      for (const secret of Object.values(session)) expect(output + stderr).not.toContain(secret);
    });

    test.each([
      ["trap 'print -r -- touch pwn; print -ru2 -- $ZSH_DEBUG_CMD' DEBUG", 'trap - DEBUG'],
      ['TRAPDEBUG() { print -r -- touch pwn; print -ru2 -- $ZSH_DEBUG_CMD }', 'unfunction TRAPDEBUG'],
    ])('79: %s sees nothing of what authaws does, adds nothing to it, and is there again', async (trap, end) => {
      const script = `${load(shell)}\n${trap}\nauthaws\n: after\n${end}\n${tell(shell)}`;
      const { said, env, output, stderr } = await place.told(shell, script);
      expect(said).toBe(0);
      expect(sessionOf(env)).toEqual(session);
      expect(stderr).toContain(': after');
      for (const secret of Object.values(session)) expect(output + stderr).not.toContain(secret);
      expect(existsSync(path.join(place.dir, 'pwn'))).toBe(false);
    });
  },
);
