import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';

// A shell that is not on the machine is skipped by its name; with CI=true its tests fail by that name.

const vitest = path.join(path.dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');

/** Runs tests for a shell that nobody has. @returns what became of each, by its title */
function outcomes(CI: string | undefined): Record<string, { status: string; said: string }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'mfa-env-missing-'));
  try {
    const shells = path.resolve(import.meta.dirname, 'shells.ts');
    const text = `import { inEach, shells } from ${JSON.stringify(shells)};
      inEach([{ ...shells[0], name: 'nosuchsh', command: ['nosuchsh'] }], () => {});`;
    writeFileSync(path.join(folder, 'one.test.mjs'), text);
    writeFileSync(path.join(folder, 'vitest.config.mjs'), 'export default {};\n');
    const words = [vitest, 'run', '--root', folder, '--reporter=json', '--outputFile=out.json'];
    spawnSync(process.execPath, words, {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, ...(CI && { CI }) },
    });
    const report = JSON.parse(readFileSync(path.join(folder, 'out.json'), 'utf8')) as {
      testResults: { assertionResults: { title: string; status: string; failureMessages: string[] }[] }[];
    };
    return Object.fromEntries(
      report.testResults
        .flatMap(({ assertionResults }) => assertionResults)
        .map(({ title, status, failureMessages }) => [title, { status, said: failureMessages.join('\n') }]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('with CI unset a shell that is missing is skipped by its name', () => {
  expect(outcomes(undefined)).toEqual({ 'nosuchsh is on this machine': { status: 'skipped', said: '' } });
});

test('with CI=true a shell that is missing fails by its name', () => {
  expect(outcomes('true')).toEqual({
    'nosuchsh is on this machine': { status: 'failed', said: expect.stringContaining('nosuchsh is not installed') },
  });
});
