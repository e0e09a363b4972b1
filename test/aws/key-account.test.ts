import { expect, test } from 'vitest';
import { accountOfKey } from '../../src/aws/key-account.ts';

// The account of an access key is read from its id.

test.each([
  ['ASIAY34FZKBOKMUTVV7A', '609629065308'], // awsteele.com/blog/2020/09/26/aws-access-key-format.html
  ['ASIAQNZGKIQY56JQ7WML', '029608264753'], // medium.com/@TalBeerySec/a-short-note-on-aws-key-id-f88cc4317489
  ['ASIAVJ2E6QGR2WZILJFM', '364679954851'], // github.com/psanford/aws-account-id-from-key
  ['AKIASP2TPHJSQH3FJXYZ', '171436882533'], // docs.rs/aws_account_id_from_key_id
])('%s tells account %s', (id, account) => {
  expect(accountOfKey(id)).toBe(account);
});

test.each([
  ['AWS’s documented example, as old ids are', 'AKIAIOSFODNN7EXAMPLE'],
  ['an old id of a session', 'ASIAJEXAMPLEXEG2JICE'],
  ['LocalStack’s own account', 'ASIAQAAAAAAAGMKEM7X5'],
  ['LocalStack’s own letters', 'LSIAQAAAAAAAGMKEM7X5'],
  ['moto’s ids', 'ASIA8NWMTLYQXJ3A5VHG'],
  ['a number of thirteen digits', 'ASIA77777777777EXAMP'],
  ['an id that is too short', 'ASIAY34FZKBOKMUTVV7'],
  ['an id that is too long', 'ASIAY34FZKBOKMUTVV7AA'],
  ['a user’s own id, which is no key', 'AIDAY34FZKBOKMUTVV7A'],
  ['small letters', 'asiay34fzkbokmutvv7a'],
  ['two lines', 'ASIAY34FZKBOKMUTVV7A\n'],
  ['nothing', ''],
])('%s: none', (_, id) => {
  expect(accountOfKey(id)).toBeUndefined();
});
