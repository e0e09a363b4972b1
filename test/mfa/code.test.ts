import { expect, test } from 'vitest';
import { isFailure } from '../../src/errors.ts';
import { checkCode } from '../../src/mfa/code.ts';

// What is a code, and what is never sent: C4.1.

test.each([
  ['123456', '123456'],
  ['012345', '012345'],
  [' 123 456\n', '123456'],
])('%j is the code %s', (text, code) => {
  expect(checkCode(text)).toBe(code);
});

const refused = (text: string): string => {
  try {
    return checkCode(text);
  } catch (error) {
    if (!isFailure(error) || error.status !== 2) throw error;
    return error.message;
  }
};

test.each<[string, RegExp]>([
  ['', /empty/],
  [' ', /empty/],
  ['1', /1 digit\b/],
  ['12345', /5 digits/],
  ['1234567', /7 digits/],
  ['12345x', /not six digits/],
  ['١٢٣٤٥٦', /not six digits/], // digits of another script
  ['c'.repeat(31), /not six digits/],
  ['cbdefghijklnrtuvcbdefghijklnrtuv', /YubiKey/], // the shortest that one types
  ['c'.repeat(64), /YubiKey/],
  ['c'.repeat(65), /not six digits/],
])('%j is no code, and the message does not repeat it', (text, message) => {
  expect(refused(text)).toMatch(message);
  if (text.trim().length > 1) expect(refused(text)).not.toContain(text);
});
