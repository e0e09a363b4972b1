import { execFile, spawnSync } from 'node:child_process';
import { renameSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { at, calls, roleArn } from './at.ts';
import { has } from './has.ts';
import { makePlace, type Place, serial } from './run.ts';

// Under `exec --live`, SDKs renew a role of 15 minutes by themselves, over an hour that is made up: C11.1. Without a
// question as long as the MFA session lives, and with one when it is over. A tool that the machine lacks is skipped.

let place: Place;
beforeEach(async () => {
  place = await makePlace();
  place.write(
    '.aws/config',
    `[default]\nregion = eu-central-1\nmfa_serial = ${serial}\n` +
      `[profile admin]\nrole_arn = ${roleArn('admin')}\nsource_profile = default\nregion = eu-west-1\nduration_seconds = 900\n`,
  );
  place.write('clock.cjs', clock);
  passed = 0;
  pass(0);
  await place.begin();
});
afterEach(() => place.end());

/** Node's clock is ahead by the seconds in a file. */
const clock = `const { readFileSync } = require('node:fs');
const Real = Date;
const now = () => Real.now() + Number(readFileSync(process.env.CLOCK, 'utf8')) * 1000;
globalThis.Date = class extends Real {
  constructor(...given) { given.length > 0 ? super(...given) : super(now()); }
  static now() { return now(); }
};`;

let passed = 0;
/** Lets time pass, for STS and for those who look at the clock. */
function pass(seconds: number): void {
  passed += seconds;
  place.sts.advance(seconds);
  renameSync(place.write('clock-next', String(passed)), path.join(place.home, 'clock'));
}

const root = path.resolve(import.meta.dirname, '../..');

// Each makes a call when the file of its number is there, and tells who it was.
const javascript = `const { existsSync } = require('node:fs');
const { STSClient, GetCallerIdentityCommand } = require(${JSON.stringify(`${root}/node_modules/@aws-sdk/client-sts`)});
const client = new STSClient();
(async () => {
  for (let number = 1; !existsSync('end'); ) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (!existsSync('tick-' + number)) continue;
    const { Arn } = await client.send(new GetCallerIdentityCommand());
    console.log(number++ + ': ' + Arn);
  }
})();`;
const python = `import datetime, os, time, boto3, botocore.credentials
ahead = lambda: datetime.timedelta(seconds=int(open('clock').read()))
client = boto3.client('sts')
client._request_signer._credentials._time_fetcher = lambda: botocore.credentials._local_now() + ahead()
number = 1
while not os.path.exists('end'):
    time.sleep(0.02)
    if not os.path.exists('tick-%d' % number): continue
    print('%d: %s' % (number, client.get_caller_identity()['Arn']), flush=True)
    number += 1
`;
const shell = `number=1
while [ ! -e end ]; do
  sleep 0.05
  [ -e tick-$number ] || continue
  echo "$number: $(aws sts get-caller-identity --query Arn --output text)"
  number=$((number + 1))
done`;

const goFolder = path.join(import.meta.dirname, 'go');
/** A Go that is new enough, or can get the one that go.mod names. */
const hasGo = spawnSync('go', ['list', '-m'], { cwd: goFolder }).status === 0;
const hour = path.join(root, 'build/hour');
/** With the minutes of a step, and the sessions that the hour takes. */
const tools: [name: string, there: boolean, words: string[], minutes: number, sessions: number][] = [
  ['the AWS CLI', has('aws', '--version'), ['sh', 'hour.sh'], 15, 5],
  // It renews from ten minutes before the end.
  ['boto3', has('python3', '-c', 'import boto3'), ['python3', 'hour.py'], 5, 7],
  // In its last five minutes it renews behind a call's back: no step falls into them.
  ['the JavaScript SDK', true, ['node', 'hour.cjs'], 7.5, 5],
  ['the Go SDK', hasGo, [hour, 'sdk'], 5, 5],
  ["the config of Terraform's AWS provider", hasGo, [hour, 'terraform'], 5, 5],
];

// A first build compiles SDKs, and takes minutes. Later ones take a second.
beforeAll(async () => {
  if (hasGo) await promisify(execFile)('go', ['build', '-buildvcs=false', '-o', hour, '.'], { cwd: goFolder });
}, 900_000);

const quiet = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', AWS_EC2_METADATA_DISABLED: 'true' };
const environment = (): Record<string, string> => ({
  ...quiet,
  CLOCK: path.join(place.home, 'clock'),
  NODE_OPTIONS: `--require=${path.join(place.home, 'clock.cjs')}`,
});

for (const [name, there, words, minutes, sessions] of tools) {
  test.skipIf(!there)(`${name}: an hour of a role without a question, then one`, { timeout: 120_000 }, async () => {
    place.write('hour.cjs', javascript);
    place.write('hour.py', python);
    place.write('hour.sh', shell);
    const terminal = at(place, '"$@"', ['exec', '--live', 'admin', '--', ...words], environment());
    const told = (number: number) => terminal.until(`${number}: arn:aws:sts::111122223333:assumed-role/admin/`);
    const count = 60 / minutes + 1;
    for (let number = 1; number <= count; number++) {
      place.write(`tick-${number}`, '');
      await told(number);
      pass(minutes * 60);
    }
    const made = calls(place);
    expect(made.filter((call) => call.includes('!'))).toEqual(['GetSessionToken! ok']);
    const signers = place.sts.requests.filter(({ action }) => action === 'GetCallerIdentity').slice(-count);
    expect(new Set(signers.map(({ accessKeyId }) => accessKeyId)).size).toBe(sessions);
    expect(made.filter((call) => call === 'AssumeRole ok')).toHaveLength(sessions);
    expect(terminal.everything()).not.toContain('MFA code');

    pass(12 * 3600);
    place.write(`tick-${count + 1}`, '');
    await terminal.until('MFA code for admin');
    terminal.line(place.sts.freshCode(serial));
    await told(count + 1);
    place.write('end', '');
    await terminal.until('status=0');
    expect(terminal.everything().match(/MFA code/g)).toHaveLength(1);
    expect(place.cached().filter((file) => file.startsWith('.config'))).toEqual([]);
  });
}
