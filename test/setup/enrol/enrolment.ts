import { noAwsFiles } from '../../../src/aws/files/read.ts';
import type { KeyPair } from '../../../src/aws/profile.ts';
import { connection } from '../../../src/aws/sdk/connection.ts';
import { mfaDevices } from '../../../src/aws/sdk/mfa-devices.ts';
import { sts as stsCalls } from '../../../src/aws/sdk/sts.ts';
import type { Session } from '../../../src/cache/entry.ts';
import { interrupted, refused } from '../../../src/errors.ts';
import { type Enrolled, type Enrolment, enrolDevice } from '../../../src/setup/enrol/enrol.ts';
import type { Asker } from '../../../src/setup/enrol/show.ts';
import type { Wait } from '../../../src/setup/enrol/stop.ts';
import { startOfStep } from '../../sts/iam-calls.ts';
import { type Sts, startSts } from '../../sts/server.ts';
import { codeAt, stepAt } from '../../sts/totp.ts';
import { plain } from './screen.ts';

/** Everything that a person saw and was asked while a device was enrolled. */
export interface Seen {
  /** The screens, drawn for 80 × 24. */
  screens: string[];
  complaints: string[];
  /** What stays on the terminal. */
  said: string;
  questions: string[];
}

/** What a person does. */
export interface Person {
  /** Part of the label of each choice. */
  chooses?: string[];
  writes?: string[];
  /** What is typed where a code is asked for, in turn; Ctrl-C for 'stop'. By default the right code. */
  types?: (() => string | Promise<string>)[];
}

/** A local STS where alice has no device, at the start of a code's half minute. */
export async function startWithoutDevice(): Promise<Sts> {
  const sts = await startSts();
  startOfStep(sts);
  sts.user('alice').devices = [];
  return sts;
}

/** The seed of the device that was made last. */
export const newestSeed = (sts: Sts): string => sts.world.accounts[0]?.unassigned?.at(-1)?.seed ?? '';

/** What a phone shows that has scanned the newest device. @param steps by how much its clock is ahead */
export const phone =
  (sts: Sts, steps = 0) =>
  (): string =>
    codeAt(newestSeed(sts), stepAt(sts.now()) + steps);

export function person(sts: Sts, { chooses = [], writes = [], types = [] }: Person = {}): [Asker, Seen] {
  const seen: Seen = { screens: [], complaints: [], said: '', questions: [] };
  const answers = { chooses: [...chooses], writes: [...writes], types: [...types] };
  const ask: Asker = {
    say: (text) => {
      seen.said += text;
    },
    waiting: (text, work) => {
      seen.said += text;
      return work;
    },
    text: async (question) => {
      seen.questions.push(String(question));
      return answers.writes.shift() ?? '';
    },
    choose: async (question, choices) => {
      seen.questions.push(`${question}: ${choices.map(({ label }) => label).join(', ')}`);
      const wanted = answers.chooses.shift();
      return wanted === undefined ? 0 : choices.findIndex(({ label }) => label.includes(wanted));
    },
    screen: async (draw, check, stop) => {
      for (let complaint = ''; ; ) {
        seen.screens.push(plain(draw({ rows: 24, columns: 80, typed: '', complaint })).join('\n'));
        const typed = await (answers.types.shift() ?? phone(sts))();
        stop?.throwIfAborted();
        if (typed === 'stop') throw interrupted();
        complaint = check(typed) ?? '';
        if (complaint === '') return typed;
        seen.complaints.push(complaint);
      }
    },
  };
  return [ask, seen];
}

/** The keys of a user of the default world. */
export function keysOf(sts: Sts, user = 'alice'): KeyPair {
  const [key] = sts.user(user).keys;
  return { accessKeyId: key?.id ?? '', secretAccessKey: key?.secret ?? '' };
}

const where = { region: 'us-east-1', settings: {}, files: noAwsFiles };

/** Enrols a device for a user of the local IAM; time passes at once. */
export async function enrol(
  sts: Sts,
  ask: Asker,
  more: Partial<Enrolment> & { signer?: KeyPair | Session; env?: Record<string, string> } = {},
): Promise<Enrolled> {
  const { user = 'alice', signer = keysOf(sts, user), env: given } = more;
  const env = { AWS_ENDPOINT_URL: sts.url, LANG: 'en_US.UTF-8', ...given };
  const wait: Wait = async (milliseconds, stop) => {
    stop.throwIfAborted();
    sts.advance(milliseconds / 1000);
  };
  return await enrolDevice({
    iam: await mfaDevices(signer, where, env),
    user,
    account: '111122223333',
    ask,
    context: { env, now: () => sts.now().getTime(), warn: () => {}, watchSignals: () => {} },
    explain: async (error) => refused(`explained: ${String(error)}`, '', error),
    wait,
    ...more,
  });
}

/** Starts a session with a code of a device. */
export const start =
  (sts: Sts, device: string, user = 'alice') =>
  async (code: string): Promise<Session> => {
    const endpoint = { region: 'us-east-1', url: sts.url, fips: false, dualStack: false };
    const link = await connection(endpoint, {}, new URL(sts.url));
    return await stsCalls(endpoint, link).call(
      { action: 'GetSessionToken', device, duration: 900, cacheKey: '' },
      keysOf(sts, user),
      code,
    );
  };
