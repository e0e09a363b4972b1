import { rmSync } from 'node:fs';
import path from 'node:path';
import { isFailure } from '../../src/errors.ts';
import { at } from '../command/at.ts';
import { makePlace, type Place, serial } from '../command/run.ts';
import { startCanned } from '../proof/canned.ts';
import type { Terminal } from '../shell/terminal.ts';
import type { StsOptions } from '../sts/server.ts';

/** How a message is brought about: a home folder with alice's keys and device, but for what is given here. */
export interface How {
  /** `CODE` stands for one that is accepted. */
  words?: readonly string[];
  /** The two files of AWS; null: there is none. */
  config?: string | null;
  credentials?: string | null;
  env?: Readonly<Record<string, string | undefined>>;
  stdin?: string;
  sts?: StsOptions;
  /** What AWS answers, byte for byte; a function where it tells the time. */
  answer?: string | (() => string);
  /** What happens before; gives more of the environment. */
  before?: (place: Place) => unknown;
  /** A line of sh, in which `"$@"` is the command. */
  line?: string;
  /** What is done at a terminal. */
  keys?: (terminal: Terminal, place: Place) => Promise<void>;
  /** What gives the message where no run of the command can. */
  call?: () => unknown;
}

/** A message: what brings it about, where it comes from, how it reads, and the status (C2.9). */
export interface Row {
  cause: string;
  /** The files of src/ that it comes from; behind a `#`, what stands there in the place of its words. */
  from: string;
  how: How;
  /** All of it, what to do behind an arrow. Names that differ from run to run are HOME, HOST, TIME and N. */
  said: string;
  status: number;
  /** Only root can bring it about. */
  byRoot?: boolean;
}

export const row = (cause: string, from: string, how: How, said: string, status: number): Row => ({
  cause,
  from,
  how,
  said,
  status,
});

/**
 * What is said when a row's cause is there.
 * @param isSample whether a process of its own runs the command; other rows share one, where they can
 */
export async function bringAbout(how: How, isSample: boolean): Promise<{ said: string; status: number }> {
  if (how.call) return called(how.call);
  const place = await makePlace(how.sts);
  const answer = typeof how.answer === 'function' ? how.answer() : how.answer;
  const canned = answer === undefined ? undefined : await startCanned((socket) => socket.end(answer));
  try {
    files(place, how);
    const more = (await how.before?.(place)) as Record<string, string> | undefined;
    const env = { ...(canned && { AWS_ENDPOINT_URL: canned.url }), ...how.env, ...more };
    const words = (how.words ?? ['CODE']).map((word) => (word === 'CODE' ? place.sts.freshCode(serial) : word));
    const { stderr, status } = how.keys
      ? await atTerminal(place, words, env as Record<string, string>, how)
      : isPlain(how) && !isSample
        ? await place.quick(words, { env })
        : await place.sh(how.line ?? 'exec "$@"', words, { env, ...(how.stdin !== undefined && { stdin: how.stdin }) });
    return { said: steady(stderr, place), status: status ?? -1 };
  } finally {
    await canned?.close();
    await place.end();
  }
}

/** Whether the command is run with words alone. */
export const isPlain = ({ line, keys, stdin, call }: How): boolean => !line && !keys && stdin === undefined && !call;

async function called(call: () => unknown): Promise<{ said: string; status: number }> {
  try {
    const given = await call();
    if (!isFailure(given)) return { said: String(given), status: 0 };
    throw given;
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { said: [error.message, error.advice].filter((part) => part).join(' → '), status: error.status };
  }
}

function files(place: Place, { config, credentials }: How): void {
  for (const [name, text] of [['config', config] as const, ['credentials', credentials] as const]) {
    if (text === null) rmSync(path.join(place.home, '.aws', name));
    else if (text !== undefined) place.write(`.aws/${name}`, text);
  }
}

/** Runs at a terminal, which shows stderr and the prompt; stdout goes elsewhere. */
async function atTerminal(
  place: Place,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  { line = '"$@" >/dev/null', keys }: How,
): Promise<{ stderr: string; status: number }> {
  const terminal = at(place, line, words, env);
  await keys?.(terminal, place);
  const [, status] = /status=(\d+)/.exec(await terminal.until(/status=\d+/)) ?? [];
  await terminal.close();
  return {
    stderr: terminal
      .everything()
      .replace(/\r|\^C/g, '')
      .replace(/status=[\s\S]*/, ''),
    status: Number(status),
  };
}

/** The same text in each run. */
function steady(text: string, { home, dir }: Place): string {
  return text
    .trimEnd()
    .replaceAll(home, 'HOME')
    .replaceAll(dir, 'DIR')
    .replace(/127\.0\.0\.1:\d+/g, 'HOST')
    .replace(/(?:\d+h \d\dm|\d+m) left \(until [\d: -]+\)/g, 'TIME left')
    .replace(/(is valid for another|has only) (?:\d+h \d\dm|\d+m)/g, '$1 TIME')
    .replace(/(comes in |pid |pts\/)\d+/g, '$1N')
    .replace(/[0-9a-f]{16}\.json/g, 'HASH.json')
    .replace(/AKIARTX3GSDS(?!.EXAMPLE|OTHER)\w{8}/g, 'NEWKEY')
    .replace(/^mfa-env: /gm, '')
    .replace(/\n {2}/g, ' → ');
}
