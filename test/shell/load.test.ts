import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addFake, session, sessionOf } from './fake.ts';
import { guarded, late, lateIn } from './late.ts';
import { makePlace, type Place, start } from './place.ts';
import { inEach, isPosix, load, raw, tell, withFunctions } from './shells.ts';

// How the functions arrive: cases 81 to 85, and C7.1.

let place: Place;
beforeAll(() => {
  place = makePlace();
  addFake(place);
});
afterAll(() => place.remove());

const strict = 'set -euo pipefail';

inEach(withFunctions, (shell) => {
  const printed = raw(shell, `cat '${shell.functions}'`);

  test.each([
    ['sourced', load(shell)],
    ['as init prints it', printed],
    ['sourced twice', `${load(shell)}\n${load(shell)}`],
    ['printed twice', `${printed}\n${printed}`],
  ])('47, 81, 84: %s, it loads in silence with status 0, and works', async (_, loading) => {
    const script = `${isPosix(shell) ? strict : ''}\n${loading}\n`;
    const loaded = await place.told(shell, `${script}${tell(shell)}`);
    expect(loaded).toMatchObject({ status: 0, said: 0, output: '', stderr: '' });
    const used = await place.told(shell, `${script}authaws\n${tell(shell)}`);
    expect(used).toMatchObject({ status: 0, said: 0, output: '', stderr: '' });
    expect(sessionOf(used.env)).toEqual(session);
  });

  test('84: it loads with nothing on PATH, without HOME, and with stdin closed', async () => {
    const { status, stdout, stderr } = await place.run(
      shell,
      `${isPosix(shell) ? 'PATH=; unset HOME' : 'set -gx PATH; set -e HOME'}\n${load(shell)}\necho done`,
    );
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'done\n', stderr: '' });
  });

  test('C7.1: it defines nothing but its own names', async () => {
    const list = isPosix(shell)
      ? shell.speaks === 'zsh'
        ? 'typeset +f; typeset +'
        : 'declare -F; compgen -v'
      : 'functions -n --all | string split ,; set --names';
    const names = async (loading: string): Promise<string[]> =>
      (await place.run(shell, `${loading}\n${list}`)).stdout.trim().split('\n');
    const before = await names(isPosix(shell) ? '\\true' : 'true');
    const own = (await names(load(shell))).filter((line) => !before.includes(line));
    expect(own.length).toBeGreaterThan(3);
    expect(own.filter((line) => !/(^| )(authaws|mfa_env_prompt|__mfa_env_[a-z_]+)$/.test(line))).toEqual([]);
  });
});

inEach(withFunctions, (shell) => {
  const name = shell.speaks === 'posix' ? 'bash' : shell.speaks;

  test.skipIf(process.env.TEST_AS)(`${isPosix(shell) ? 82 : 85}: no line has what the oldest version lacks`, () => {
    expect(lateIn(name).sort()).toEqual([...guarded[name]].sort());
  });
});

const samples = (['bash', 'zsh', 'fish'] as const).flatMap((name) =>
  late[name].flatMap(([since, , ...lines]) => lines.map((line) => [name, since, line] as const)),
);
test.each(samples)('what %s has since %s would be found: %s', (name, since, line) => {
  expect(lateIn(name, [line])).toContain(`${since} ${line}`);
});

inEach(
  withFunctions.filter((shell) => !isPosix(shell)),
  (shell) => {
    const old = (version: string): string => {
      const file = path.join(place.dir, `fish-${version}`);
      writeFileSync(file, readFileSync(shell.functions ?? '', 'utf8').replace('$version', version));
      return `source '${file}'\nset kept $status\nfunctions -q authaws; and echo defined\nsh -c "exit $kept"\n${tell(shell)}`;
    };

    test.each(['2.7.1', '3.0.0', '3.3.1'])('85: fish %s gets a message and status 1', async (version) => {
      const { said, output, stderr } = await place.told(shell, old(version));
      expect({ said, output, stderr }).toEqual({
        said: 1,
        output: '',
        stderr: 'mfa-env: fish 3.4 or newer is needed\n',
      });
    });

    test.each(['3.4.0', '3.10.2', '3.6.0', '4.0.2', '12.1'])('85: fish %s loads', async (version) => {
      const { said, output, stderr } = await place.told(shell, old(version));
      expect({ said, output, stderr }).toEqual({ said: 0, output: 'defined\n', stderr: '' });
    });

    test.each(['mfa-env', 'auto', 'wrap'])('85: a fish without `path` reads %s.fish', async (name) => {
      const text = readFileSync(path.resolve(shell.functions ?? '', `../${name}.fish`), 'utf8');
      const file = path.join(place.dir, `${name}.fish`);
      writeFileSync(
        file,
        text.replaceAll(/builtin path|path path/g, (words) => words.replace(/path$/, 'no_such_path')),
      );
      expect(await start([...shell.command, '--no-execute', file], { env: place.env })).toMatchObject({
        status: 0,
        stderr: '',
      });
    });

    test('85: the file has no syntax that an older fish cannot parse', () => {
      const text = readFileSync(shell.functions ?? '', 'utf8').replace(/^\s*#.*$/gm, '');
      expect(text).not.toMatch(/\$\(|&&|\|\||^\s*[{]/m);
      expect(text.replace(/^function.*?^end$/gms, ''), 'outside of a function').not.toMatch(/\breturn\b/);
    });
  },
);
