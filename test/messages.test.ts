import { expect, test } from 'vitest';
import { keyPair } from './command/run.ts';
import { rows } from './messages/all.ts';
import { bringAbout, isPlain, type Row } from './messages/row.ts';
import { type Site, sites } from './messages/sites.ts';

// C6: every message of the program, what brings it about, and the status. A new one without a row here fails.

const isRoot = process.getuid?.() === 0;

/** The first row of each folder and status, with CI=true of each file, by a process of its own. */
const isWhole = process.env.CI === 'true';
const kindOf = ({ from, status }: Row): string => `${from.split(isWhole ? /[ #]/ : /[ #/]/)[0]} ${status}`;
const plain = rows.filter(({ how }) => isPlain(how));
const samples = new Set(new Map([...plain].reverse().map((row) => [kindOf(row), row])).values());

test.each(rows)('$from: $cause', async (row) => {
  if (row.byRoot && !isRoot) return;
  const { how, said, status } = row;
  expect(await bringAbout(how, samples.has(row))).toEqual({ said, status });
});

/** The places in a row's files that its text fits. */
function placesOf({ from, said }: Row, all: readonly Site[]): Site[] {
  const [files = '', words] = from.split('#');
  return files.split(' ').flatMap((file) => {
    const fitting = all.filter(
      (site) => site.file === file && (words === undefined || site.source === words || site.weight > 0),
    );
    return fitting.filter(({ source, pattern }) => (pattern ? pattern.test(said) : source === words));
  });
}

/** What no row can bring about, and why. */
const unreached: Readonly<Record<string, string>> = {
  'cli/full-parse.ts: message': 'what yargs may say one day; all that it says now is told apart',
  'aws/error-text.ts: message': 'handed on from the words of its own table, each of which has a row',
  'commands/get.ts: message': 'handed on, too: what others warn of',
  'setup/run-steps.ts: what': 'the words of another failure, which has a row',
  'commands/exec.ts: message': 'handed on, too: what others warn of',
  'session/renew.ts: warning': 'handed on from session/recover.ts, each of whose words has a row',
  'mfa/code.ts: complaint(code)': 'the same: each of its literals has a row',
};

test('every message of src/ has a row', () => {
  const all = sites();
  const told = new Set(rows.flatMap((row) => placesOf(row, all)));
  const nameOf = ({ file, source }: Site): string => `${file}: ${source}`;
  expect(all.length).toBeGreaterThan(150);
  expect(all.filter((site) => !told.has(site) && !(nameOf(site) in unreached)).map(nameOf)).toEqual([]);
  const names = all.map(nameOf);
  expect(Object.keys(unreached).filter((name) => !names.includes(name))).toEqual([]);
});

test('no row names what is gone', () => {
  const all = sites();
  const files = new Set(all.map(({ file }) => file));
  const stale = rows.filter(
    (row) => row.status !== 0 && files.has(row.from.split(/[ #]/)[0] ?? '') && placesOf(row, all).length === 0,
  );
  expect(stale.map(({ cause }) => cause)).toEqual([]);
});

test('each cause stands once', () => {
  expect(new Set(rows.map(({ cause }) => cause)).size).toBe(rows.length);
});

test.each(rows.filter(({ status }) => status !== 0))('one voice: $cause', ({ said }) => {
  const ours = said.replace(/(AWS (?:refused|says):) .* →/, '$1 … →'); // what AWS says has a voice of its own
  const [last = ''] = ours.split('\n').slice(-1);
  const [what = '', advice] = last.split(' → ');
  // A name may begin with a capital letter: AWS, STS, HOME, a path.
  expect(what).toMatch(/^(?:[a-z0-9./_~-]|AWS|STS|HTTPS?_PROXY|ALL_PROXY|HOME|HOST|MFA)/);
  expect(ours).not.toMatch(/\.$|\. →|!|\b(error|please|(?<!\.)invalid|failed to|unable|sorry|oops)\b/i);
  expect(said).not.toMatch(/undefined|\[object|NaN|\bnull\b(?! at)/);
  expect(said).not.toContain(keyPair.AWS_SECRET_ACCESS_KEY);
  for (const line of ours.split('\n')) expect(line.length, line).toBeLessThanOrEqual(280);
  for (const part of last.split(' → ')) expect(part.length, part).toBeLessThanOrEqual(200);
  if (advice !== undefined) expect(advice).toMatch(/^(?:[a-z]|AWS |SSO )/);
});

/** As the shells say it themselves, with their own statuses (C2.9). */
const ofShells = [126, 127];

test('each error says what to do, but for Ctrl-C', () => {
  const errors = rows.filter(({ status }) => ![0, 130, ...ofShells].includes(status));
  const mute = errors.filter(({ said }) => !said.includes(' → '));
  expect(mute.map(({ cause }) => cause)).toEqual([]);
});
