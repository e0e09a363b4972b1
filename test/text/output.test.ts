import { expect, test } from 'vitest';
import { failureText } from '../../src/text/colors.ts';
import { asJson } from '../../src/text/format.ts';

// Output cannot control the terminal, and debug output holds no text that may be a secret.

test('JSON escapes control characters and direction marks', () => {
  const odd = '\u0000\u001b\u007f\u0080\u009b\u009f\u061c\u200e\u200f\u2028\u202a\u202e\u2066\u2069';
  const text = asJson({ [odd]: odd });
  expect(text).toMatch(/^[\n -~]*$/);
  expect(JSON.parse(text)).toEqual({ [odd]: odd });
});

test('MFA_ENV_DEBUG shows the error code of the system, and no other text of an error', () => {
  const shown = (code: string): string =>
    failureText(Object.assign(new Error('x'), { code }), { NO_COLOR: '1', MFA_ENV_DEBUG: '1' });
  expect(shown('ECONNRESET')).toContain('(ECONNRESET)');
  for (const code of ['hunter2', 'E hunter', 'x\nECONNRESET', 'éA']) expect(shown(code)).not.toContain(`(${code})`);
});
