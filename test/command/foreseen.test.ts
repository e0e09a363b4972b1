import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { at } from './at.ts';
import { makePlace, type Place, serial } from './run.ts';

// C4.2: the question for a session that is over is shown before all else is loaded, and asked once.

let place: Place;
beforeEach(async () => {
  place = await makePlace();
  onTestFinished(() => place.end());
  await place.begin();
  await setTimeout(2100); // files that changed just now are read again each time
  await place.run([]);
});

/** As after a night. */
function endSession(): void {
  for (const name of place.cached().filter((one) => /^[0-9a-f]{16}\.json$/.test(one))) {
    const file = path.join(place.cache, name);
    if (readFileSync(file, 'utf8').includes('"sessionToken"')) rmSync(file);
  }
}

const count = (text: string): number => text.split('MFA code for').length - 1;

test('the question loads two small files, and takes the code', async () => {
  endSession();
  const out = path.join(place.dir, 'asked.json');
  const script = `const fs = require('node:fs');
  const { writeSync } = fs;
  fs.writeSync = (fd, text, ...rest) => {
    if (/MFA code/.test(text)) fs.writeFileSync(process.env.PROBE_OUT, JSON.stringify(Object.keys(require.cache)));
    return writeSync(fd, text, ...rest);
  };`;
  const env = { NODE_OPTIONS: `--require=${place.write('asked.cjs', script)}`, PROBE_OUT: out };
  const terminal = at(place, '"$@" >"$HOME/out"', [], env);
  await terminal.until('MFA code for default');
  terminal.line(place.sts.freshCode(serial)); // whoever is quick
  await terminal.until('status=0');
  const loaded = (JSON.parse(readFileSync(out, 'utf8')) as string[]).map((file) => path.basename(file));
  expect(loaded.sort()).toEqual(['ask.cjs', 'asked.cjs', 'bin.cjs']);
  expect(readFileSync(path.join(place.home, 'out'), 'utf8')).toContain('AWS_SESSION_TOKEN');
  expect(count(terminal.everything())).toBe(1);
  expect(terminal.everything()).toMatch(/MFA code for [^\n]*: \*{6}\r\n/);
});

test('a session that was asked for is remembered at once, and a code never', async () => {
  const other = await makePlace();
  onTestFinished(() => other.end());
  await setTimeout(2100);
  const terminal = at(other, '"$@" >"$HOME/out"');
  await terminal.until('MFA code for default');
  const code = other.sts.freshCode(serial);
  terminal.line(code);
  await terminal.until('status=0');
  const texts = other.cached().map((name) => readFileSync(path.join(other.cache, name), 'utf8'));
  expect(texts.filter((text) => text.includes('"[\\"answer'))).toHaveLength(1);
  await other.run([other.sts.freshCode(serial)]);
  await other.run(['--refresh', '-q'], { env: { MFA_ENV_CODE_COMMAND: `echo ${other.sts.freshCode(serial)}` } });
  const after = other.cached().map((name) => readFileSync(path.join(other.cache, name), 'utf8'));
  expect(after.filter((text) => text.includes('"[\\"answer'))).toHaveLength(1);
});

test('Ctrl-C ends it, and the terminal is as before', async () => {
  endSession();
  const terminal = at(place, 'before=$(stty -g); "$@"; echo "got $?"; [ "$before" = "$(stty -g)" ]', []);
  await terminal.until('MFA code for default');
  terminal.press('\u0003');
  await terminal.until('got 130');
  await terminal.until('status=0');
  expect(count(terminal.everything())).toBe(1);
});

test.each([
  ['SIGTERM', 143, ''],
  ['SIGQUIT', 131, ''],
  ['SIGHUP', 129, ''],
  ['SIGHUP', 129, 'whose terminal is gone'],
])(
  'C2.8: %s while all else loads: eval fails with %i, and the terminal is as before %s',
  async (signal, status, gone) => {
    endSession();
    const script = `const { _extensions } = require('node:module');
  const fs = require('node:fs');
  const { writeSync } = fs;
  if (${gone !== ''}) fs.writeSync = (fd, text, ...rest) => {
    if (text === '\\n') throw Object.assign(new Error(), { code: 'EIO' });
    return writeSync(fd, text, ...rest);
  };
  const load = _extensions['.js'];
  _extensions['.js'] = (module, file) => {
    if (/main.cjs$/.test(file)) process.kill(process.pid, '${signal}');
    return load(module, file);
  };`;
    const line = `before=$(stty -g); "$@" >out 2>err; echo "own=$?"; eval "$(cat out)"; echo "eval=$?"
    [ "$before" = "$(stty -g)" ]`;
    const terminal = at(place, line, [], { NODE_OPTIONS: `--require=${place.write('killed.cjs', script)}` });
    await terminal.until(`own=${status}`);
    await terminal.until(`eval=${status}`);
    await terminal.until('status=0');
    expect(count(terminal.everything())).toBe(1);
  },
);

test('where an error comes first after all, it has a line of its own', async () => {
  endSession();
  const line = 'before=$(stty -g); "$@"; echo "got $?"; [ "$before" = "$(stty -g)" ]';
  const terminal = at(place, line, [], { AWS_CA_BUNDLE: '/no/such.pem' });
  await terminal.until('got 3');
  await terminal.until('status=0');
  expect(count(terminal.everything())).toBe(1);
  expect(terminal.everything()).toMatch(/\): \r\n[^\n]*mfa-env:[^\n]* the CA bundle \/no\/such\.pem/);
});
