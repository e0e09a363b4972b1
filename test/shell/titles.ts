import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

/** A test as vitest has it: the `describe` around it (a shell, mostly), and its own title. */
export interface Title {
  group: string | undefined;
  title: string;
}

/** Every test in a folder that would be run on this machine, with the rows of `test.each` filled in. */
export async function titlesIn(folder: string): Promise<Title[]> {
  const root = path.resolve(import.meta.dirname, '../..');
  const own = mkdtempSync(path.join(tmpdir(), 'mfa-env-titles-'));
  try {
    // A configuration of its own: that of the project would build and install the package once more.
    const config = path.join(own, 'vitest.config.mjs');
    const list = path.join(own, 'list.json');
    writeFileSync(config, 'export default {};\n');
    const vitest = path.join(path.dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
    const quick = ['--no-isolate', '--pool=threads'];
    const words = [vitest, 'list', `--json=${list}`, '--config', config, '--root', root, ...quick, folder];

    await promisify(execFile)(process.execPath, words, { cwd: root, env: process.env });
    const tests: { name: string }[] = createRequire(import.meta.url)(list);
    return tests.map(({ name }) => {
      const [title = '', group] = name.split(' > ').reverse();
      return { group, title };
    });
  } finally {
    rmSync(own, { recursive: true });
  }
}
