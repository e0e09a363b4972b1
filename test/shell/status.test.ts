import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addFake, session, sessionOf } from './fake.ts';
import { makePlace, type Place } from './place.ts';
import { bashAndZsh, inEach, isBash, isPosix, load, raw, shells, tell, withFunctions } from './shells.ts';

// `authaws` passes the status on and never applies half a text: rows 1 to 14. With the installed command: real.test.ts.

let place: Place;
beforeAll(() => {
  place = makePlace();
  addFake(place);
});
afterAll(() => place.remove());

const before = { AWS_ACCESS_KEY_ID: 'AKIABEFORE', AWS_SECRET_ACCESS_KEY: 'before', AWS_PROFILE: 'before' };

inEach(withFunctions, (shell) => {
  test.each([
    ['fail', 3],
    ['silent', 3],
    ['partial', 4],
  ])('1, 4: when mfa-env %ss, authaws has its status %d and changes nothing', async (FAKE, status) => {
    const { said, env } = await place.told(shell, `${load(shell)}\nauthaws\n${tell(shell)}`, {
      env: { FAKE, ...before },
    });
    expect(said).toBe(status);
    expect(env).toMatchObject(before);
    expect(env).not.toHaveProperty('AWS_SESSION_TOKEN');
  });

  test('1: a success sets the session, says nothing and has status 0', async () => {
    const { said, env, output, stderr } = await place.told(shell, `${load(shell)}\nauthaws\n${tell(shell)}`, {
      env: before,
    });
    expect(said).toBe(0);
    expect(sessionOf(env)).toEqual(session);
    expect(env).not.toHaveProperty('AWS_PROFILE');
    expect(output + stderr).toBe('');
  });

  test('1: no helper variable is left, and no variable holds the text', async () => {
    const list = isPosix(shell) ? 'set' : 'set --names';
    const variables = async (middle: string): Promise<Set<string>> => {
      const outcome = await place.run(shell, `${load(shell)}\n${middle}\n${list}`);
      const found = outcome.stdout.matchAll(isPosix(shell) ? /^(\w+)=/gm : /^(\w+)$/gm);
      return new Set([...found].map((match) => match[1] ?? ''));
    };
    const changed = await variables('authaws; FAKE=fail authaws; authaws status');
    const untouched = await variables('true');
    const own = [...changed].filter((name) => !untouched.has(name));
    // PIPESTATUS and the like are the shell's own.
    expect(new Set(own.filter((name) => !/^(PIPESTATUS|MATCH|MBEGIN|MEND|_|REPLY)$/.test(name)))).toEqual(
      new Set(Object.keys(session)),
    );
  });

  test('10: without mfa-env the status is 127 and the shell says so', async () => {
    const away = path.join(place.dir, `without-${shell.speaks}`);
    mkdirSync(away, { recursive: true });
    const script = `${load(shell)}\n${isPosix(shell) ? 'old=$PATH; PATH=' : 'set old $PATH; set PATH '}${away}
authaws\n${isPosix(shell) ? 'kept=$?; PATH=$old; (exit $kept)' : 'set kept $status; set PATH $old; sh -c "exit $kept"'}\n${tell(shell)}`;
    const { said, env, stderr } = await place.told(shell, script);
    expect(said).toBe(127);
    expect(stderr).toContain('mfa-env');
    expect(sessionOf(env)).toEqual({});
  });

  test("11: without node, env's own 127 is the status and nothing is set", async () => {
    const nodeless = path.join(place.dir, `nodeless-${withFunctions.indexOf(shell)}`);
    mkdirSync(nodeless, { recursive: true });
    symlinkSync(path.join(import.meta.dirname, 'fixtures/node-script.js'), path.join(nodeless, 'mfa-env'));
    const script = `${load(shell)}\n${isPosix(shell) ? `PATH=${nodeless}` : `set PATH ${nodeless}`}
authaws\n${tell(shell).replace('env -0', '/usr/bin/env -0')}`;
    const { said, env } = await place.told(shell, script);
    expect(said).toBe(127);
    expect(sessionOf(env)).toEqual({});
  });
});

inEach(bashAndZsh, (shell) => {
  test('7: set -euo pipefail ends the script with the status', async () => {
    const outcome = await place.run(shell, `set -euo pipefail\n${load(shell)}\nFAKE=fail authaws\necho X`);
    expect(outcome).toMatchObject({ status: 3, stdout: '' });
  });

  test('8: guarded by ||, the script goes on under set -euo pipefail', async () => {
    const script = `set -euo pipefail\n${load(shell)}\nFAKE=fail authaws || echo g=$?\necho alive`;
    expect(await place.run(shell, script)).toMatchObject({ status: 0, stdout: 'g=3\nalive\n' });
  });

  test('9: success under set -euo pipefail, with no arguments', async () => {
    const script = `set -euo pipefail\n${load(shell)}\nauthaws\necho alive $AWS_ACCESS_KEY_ID`;
    expect(await place.run(shell, script)).toMatchObject({
      status: 0,
      stdout: `alive ${session.AWS_ACCESS_KEY_ID}\n`,
      stderr: '',
    });
  });
});

inEach(shells.filter(isBash), (shell) => {
  test('14: an ERR trap sees the failure, and the status stays', async () => {
    const script = `${load(shell)}\nset -E; trap 'echo T' ERR\nFAKE=fail authaws\n${tell(shell)}`;
    const { said, output } = await place.told(shell, script);
    expect(said).toBe(3);
    expect(output).toMatch(/^(T\n)+$/);
  });
});

// Without functions it is the capture that keeps the status.
inEach(
  shells.filter((shell) => isPosix(shell) && shell.functions === undefined),
  (shell) => {
    test("11: without node, a capture has env's own 127 and nothing is set", async () => {
      const nodeless = path.join(place.dir, `captured-${shells.indexOf(shell)}`);
      mkdirSync(nodeless);
      symlinkSync(path.join(import.meta.dirname, 'fixtures/node-script.js'), path.join(nodeless, 'mfa-env'));
      const script = `old=$PATH; PATH=${nodeless}\nout=$(mfa-env) && eval "$out"\nkept=$?; PATH=$old; (exit $kept)\n${tell(shell)}`;
      const { said, env } = await place.told(shell, script);
      expect(said).toBe(127);
      expect(sessionOf(env)).toEqual({});
    });
  },
);

// The raw eval, with no functions: what the failing word is for.
inEach(shells, (shell) => {
  const words = `mfa-env --shell ${shell.speaks}`;

  test('2, table 1.1: an eval of nothing hides a failure, the failing word passes it on', async () => {
    const said = async (FAKE: string): Promise<number> =>
      (await place.told(shell, `${raw(shell, words)}\n${tell(shell)}`, { env: { FAKE } })).said;
    expect(await said('silent')).toBe(0);
    expect(await said('fail')).toBe(3);
    expect(await said('ok')).toBe(0);
  });

  test('table 1.2: the failing word neither ends a function nor hides in it', async () => {
    const script = isPosix(shell)
      ? `f() { ${raw(shell, words)}; echo in=$?; }\nf\n${tell(shell)}`
      : `function f\n${raw(shell, words)}\necho in=$status\nend\nf\n${tell(shell)}`;
    expect(await place.told(shell, script, { env: { FAKE: 'fail' } })).toMatchObject({ output: 'in=3\n', said: 0 });
  });

  test('table 1.5: && after the eval is not reached, and || is', async () => {
    const line = `${raw(shell, words)} && echo reached\n${raw(shell, words)} || echo handled`;
    expect(await place.run(shell, line, { env: { FAKE: 'fail' } })).toMatchObject({ stdout: 'handled\n' });
    expect(await place.run(shell, line, { env: { FAKE: 'ok' } })).toMatchObject({ stdout: 'reached\n' });
  });
});

inEach(shells.filter(isPosix), (shell) => {
  test('6, table 1.5: set -e stops at the failing word, and not at an empty text', async () => {
    const script = `set -e\n${raw(shell, `mfa-env --shell ${shell.speaks}`)}\necho CONTINUED`;
    expect(await place.run(shell, script, { env: { FAKE: 'fail' } })).toMatchObject({ status: 3, stdout: '' });
    expect(await place.run(shell, script, { env: { FAKE: 'silent' } })).toMatchObject({
      status: 0,
      stdout: 'CONTINUED\n',
    });
  });

  test('table 1.5: capture, then eval', async () => {
    const line = `out=$(mfa-env --shell ${shell.speaks}) && eval "$out"\n${tell(shell)}`;
    expect((await place.told(shell, line, { env: { FAKE: 'silent' } })).said).toBe(3);
    const done = await place.told(shell, line);
    expect(sessionOf(done.env)).toEqual(session);
  });
});

inEach(
  shells.filter((shell) => !isPosix(shell)),
  (shell) => {
    test('table 1.4: eval (mfa-env) and $pipestatus have the failing word too', async () => {
      const script = `eval (mfa-env --shell fish)\necho $status\nmfa-env --shell fish | source\necho $pipestatus`;
      expect(await place.run(shell, script, { env: { FAKE: 'fail' } })).toMatchObject({ stdout: '3\n3 3\n' });
    });
  },
);
