import { noAwsFiles } from '../../../src/aws/files/read.ts';
import { mfaDevices } from '../../../src/aws/sdk/mfa-devices.ts';
import { isFailure, refused } from '../../../src/errors.ts';
import { enrolDevice } from '../../../src/setup/enrol/enrol.ts';
import { wait } from '../../../src/setup/enrol/stop.ts';
import { questionsOnTerminal } from '../../../src/terminal/questions.ts';

// Enrols a device for alice, as a program, which in-tmux.test.ts runs at a terminal. Waiting takes no time.

const { env } = process;
const keys = { accessKeyId: env.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '' };
const where = { region: 'us-east-1', settings: {}, files: noAwsFiles };

async function main(): Promise<string> {
  const ask = questionsOnTerminal('mfa-env', {});
  if (!ask) throw new Error('no terminal');
  const enrolled = await enrolDevice({
    iam: await mfaDevices(keys, where, env),
    user: 'alice',
    account: '111122223333',
    alias: 'acme',
    ask,
    context: { env, now: Date.now, warn: () => {}, watchSignals: () => {} },
    explain: async (error) => refused('explained', '', error),
    wait: (_, stop) => wait(0, stop),
  });
  const tries = await enrolled.firstSession(async (code) => code.length);
  return `enrolled=${enrolled.serial} ${tries}`;
}

main().then(
  (said) => {
    console.log(said);
    process.exit();
  },
  (error) => {
    console.log(isFailure(error) ? `failed=${error.status} ${error.message} ${error.advice}` : error);
    process.exit(1);
  },
);
