import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { phone } from './enrol/enrolment.ts';
import { id, isThere, newcomer, questions, secret } from './guided.ts';

// C8.1: the README's steps, as a newcomer types them who has a key, a phone, and neither ~/.aws nor an MFA device.

const root = path.resolve(import.meta.dirname, '../..');
const [, setUp = ''] =
  /\n## Set up\n.*?\n```\n(.*?)```\n/s.exec(readFileSync(path.join(root, 'README.md'), 'utf8')) ?? [];
const [install, ...steps] = setUp.trimEnd().split('\n');

/** Two for the paste, as in guided.ts, and Enter. */
const PASTE_KEYS = 3;

test('the README installs with one line, and sets up with another', () => {
  expect(install).toBe('npm ci && npm install -g --install-links --ignore-scripts .');
  expect(steps).toEqual(['mfa-env setup']);
});

describe.concurrent.each(['bash', 'zsh', 'fish'])('from an installed package to AWS in %s', (shell) => {
  test.skipIf(!isThere(shell))(
    'two commands and 90 keys, the question to AWS among them',
    {
      timeout: 90_000,
    },
    async ({ onTestFinished }) => {
      const { sts, ...place } = await newcomer(onTestFinished);
      sts.user('alice').devices = [];
      // Where there is no AWS CLI, the demo's stand-in asks the same.
      const { status } = spawnSync('aws', ['--version'], { env: place.env, timeout: 20_000 });
      if (status !== 0) symlinkSync(path.join(root, 'scripts/demo/aws.mjs'), path.join(place.bin, 'aws'));

      const talk = place.open(shell);
      let commands = 0;
      for (const line of steps) {
        talk.type(line);
        commands += 1;
      }
      await talk.answer(questions.startUp);
      await talk.paste(questions.id, id);
      await talk.paste(questions.secret, secret);
      await talk.answer(questions.name);
      await talk.answer(questions.region);
      await talk.answer(/How do you want to add it/);
      await talk.until('Code: ');
      talk.type(phone(sts)());
      await talk.answer(questions.extras);
      const end = await talk.until(/In new terminals:\r\n {2}authaws\r\n/);
      const [, now = ''] = /In this terminal:\r\n {2}([^\r]*)\r\n/.exec(end) ?? [];
      talk.terminal.line(now); // from the clipboard
      commands += 1;
      await talk.until(/default · 111122223333 · .* · cached/);
      talk.type('aws sts get-caller-identity');
      await talk.until('arn:aws:iam::111122223333:user/alice');

      expect(commands).toBeLessThanOrEqual(2);
      expect(place.keys() + PASTE_KEYS).toBeLessThanOrEqual(90);
      expect(sts.calls('GetSessionToken').map(({ verdict }) => verdict)).toEqual(['ok']);
      expect(sts.calls('GetCallerIdentity').at(-1)?.accessKeyId).toMatch(/^ASIA/);

      const next = place.open(shell);
      next.type('authaws && aws sts get-caller-identity');
      await next.until('arn:aws:iam::111122223333:user/alice');
      expect(sts.calls('GetSessionToken')).toHaveLength(1);
    },
  );
});
