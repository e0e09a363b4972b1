import { expect, test } from 'vitest';
import { failureText } from '../../src/text/colors.ts';
import { asJson } from '../../src/text/json.ts';

// What is printed for people and scripts cannot play with the terminal, and holds no text from outside that may be a secret.

test('JSON writes what controls a terminal or turns a text as escapes', () => {
  const odd = '\u0000\u001b\u007f\u0080\u009b\u009f\u061c\u200e\u200f\u2028\u202a\u202e\u2066\u2069';
  const text = asJson({ [odd]: odd });
  expect(text).toMatch(/^[\n -~]*$/);
  expect(JSON.parse(text)).toEqual({ [odd]: odd });
});

test('MFA_ENV_DEBUG shows a code of the system, and no other word that an error carries', () => {
  const shown = (code: string): string =>
    failureText(Object.assign(new Error('x'), { code }), { NO_COLOR: '1', MFA_ENV_DEBUG: '1' });
  expect(shown('ECONNRESET')).toContain('(ECONNRESET)');
  for (const code of ['hunter2', 'E hunter', 'x\nECONNRESET', 'éA']) expect(shown(code)).not.toContain(`(${code})`);
});
