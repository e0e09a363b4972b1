// npm run demo: mfa-env from its set-up on, in a real shell, with a local STS and IAM in the place of AWS and a HOME that is
// thrown away. On a terminal you play; else it plays itself, writes what a terminal shows, and fails where a step does
// not do what it says.
import { chooseShell } from './demo/shells.mjs';
import { openStage } from './demo/stage.mjs';
import { story } from './demo/story.mjs';

const { CI, TERM } = process.env;
const isLive = Boolean(process.stdin.isTTY && process.stdout.isTTY && !CI && TERM !== 'dumb');
const say = (text) => process.stdout.write(`${text}\n`);

const shell = chooseShell();
process.stdout.on('error', () => process.exit(1)); // the reader has gone
for (const [signal, status] of Object.entries({ SIGINT: 130, SIGHUP: 129, SIGTERM: 143 })) {
  process.on(signal, () => process.exit(status));
}
const stage = await openStage(shell);
process.on('exit', stage.place.remove);

try {
  say('You are alice. You have an access key, a phone, and no MFA device yet.');
  say(`A local server stands in for AWS. Your shell is ${shell.name}.`);
  say('Its home folder is deleted at the end.');
  const steps = story(shell, stage.wrongCode);
  if (isLive) {
    const { live } = await import('./demo/live.mjs');
    await live(shell, stage, steps);
  } else {
    const { transcript } = await import('./demo/transcript.mjs');
    await transcript(shell, stage, steps, say);
  }
} catch (error) {
  say(`\nThe demo stopped: ${error.message}`);
  process.exitCode = 1;
} finally {
  await stage.close();
}
