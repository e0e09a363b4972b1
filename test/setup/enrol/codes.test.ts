import { expect, test } from 'vitest';
import {
  allowanceFor,
  codeAt,
  codeReader,
  offsetOf,
  pairAt,
  STEP_MS,
  seedBytes,
  stepAt,
  unusedStep,
} from '../../../src/setup/enrol/codes.ts';
import { base32Text } from '../../sts/base32.ts';
import { codeAt as codeByOthers } from '../../sts/totp.ts';

// C8.2: codes of a seed, and what a typed one tells of the phone's clock.

const base32 = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const seed = seedBytes(Buffer.from(base32));

test.each([
  // RFC 6238, appendix B, the last six of its eight digits.
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('at %i s the code is %s', (seconds, code) => {
  expect(codeAt(seed, stepAt(seconds * 1000))).toBe(code);
});

test.each([1, 2, 3, 4, 5, 10, 20, 32, 40])('a seed of %i bytes is read as it was written', (length) => {
  const bytes = Buffer.from(Array.from({ length }, (_, at) => (at * 37 + 11) % 256));
  const text = base32Text(bytes);
  expect(seedBytes(Buffer.from(text))).toEqual(bytes);
  expect(seedBytes(Buffer.from(`${text}====`))).toEqual(bytes);
  expect(codeAt(bytes, 7)).toBe(codeByOthers(text, 7));
});

const now = 59_000_000;

test.each([0, 1, -1, 2, -2, 20, -20, 60, 990, -990])('a code %i steps away tells by how much', (offset) => {
  expect(offsetOf(seed, codeAt(seed, now + offset), now)).toBe(offset);
});

test('what is no code of the seed within eight hours is none', () => {
  expect(offsetOf(seed, codeAt(seedBytes(Buffer.from('A'.repeat(32))), now), now)).toBeUndefined();
  expect(offsetOf(seed, codeAt(seed, now + 991), now)).toBeUndefined();
});

test.each([
  [0, 0],
  [1, 0], // a phone that is some seconds ahead
  [-1, 0], // a code that was typed slowly
  [2, 2],
  [-2, -2],
  [20, 20],
])('a code %i steps ahead: AWS is to allow for %i', (offset, allowance) => {
  expect(allowanceFor(offset)).toBe(allowance);
});

test('the pair is the code before and that of now, the older first', () => {
  expect(pairAt(seed, now)).toEqual([codeAt(seed, now - 1), codeAt(seed, now)]);
});

test('of the codes that STS takes, those come first that nobody will need, each once', () => {
  const sent = new Set<number>();
  for (let step = unusedStep(now, sent); step !== undefined; step = unusedStep(now, sent)) sent.add(step);
  expect([...sent].map((step) => step - now)).toEqual([-1, -2, 0, 1, 2]);
  expect(unusedStep(now + 1, sent)).toBe(now + 3);
});

const at = now * STEP_MS;
const shown = (offset: number): string => codeAt(seed, now + offset);

test.each<[string, string, RegExp | undefined]>([
  ['the code of now', shown(0), undefined],
  ['the code of now, with a blank', shown(0).replace(/^.../, '$& '), undefined],
  ['of a phone that is ten minutes ahead', shown(20), undefined],
  ['of a phone that is ten minutes behind', shown(-20), undefined],
  ['five digits', '12345', /5 digits/],
  ['nothing', '', /empty/],
  ['a code of another entry', codeAt(Buffer.from('another'), now), /not from the entry/],
])('%s', (_, typed, complaint) => {
  const said = codeReader(seed, () => at).check(typed);
  if (complaint) expect(said).toMatch(complaint);
  else expect(said).toBeUndefined();
});

test('a code hours away may be a slip: a second one has to say the same', () => {
  const reader = codeReader(seed, () => at);
  expect(reader.check(shown(600))).toContain("your phone's clock is 5h 00m ahead");
  expect(reader.check(shown(600)), 'the same code again').toContain('5h 00m ahead');
  expect(reader.check(shown(-300)), 'another slip').toContain('2h 30m behind');
  expect(reader.check(shown(-299))).toBeUndefined();
  expect(reader.offset()).toBe(-299);
});
