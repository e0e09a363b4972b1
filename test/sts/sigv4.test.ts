import { expect, test } from 'vitest';
import { canonicalRequest, signature } from './sigv4.ts';

// The worked example of the AWS General Reference, "Signature Version 4 signing process".
const REQUEST = {
  method: 'GET',
  query: 'Action=ListUsers&Version=2010-05-08',
  headers: {
    'content-type': ['application/x-www-form-urlencoded; charset=utf-8'],
    host: ['iam.amazonaws.com'],
    'x-amz-date': ['20150830T123600Z'],
  },
  body: Buffer.alloc(0),
};
const SIGNED = ['content-type', 'host', 'x-amz-date'];

test("the signature of AWS's worked example", () => {
  const scope = { date: '20150830', region: 'us-east-1', service: 'iam' };
  const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
  expect(signature(REQUEST, SIGNED, scope, '20150830T123600Z', secret)).toBe(
    '5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
  );
});

test('the query is sorted by name, then value, and encoded again', () => {
  const request = { ...REQUEST, query: "b=2&a-b=x&a=%7e~'+z&b=1" };
  expect(canonicalRequest(request, SIGNED).split('\n')[2]).toBe('a=~~%27%20z&a-b=x&b=1&b=2');
});

test('inner spaces of a header are folded, repeated headers joined', () => {
  const request = { ...REQUEST, headers: { ...REQUEST.headers, 'x-a': ['  a   b ', 'c'] } };
  expect(canonicalRequest(request, ['x-a']).split('\n')[3]).toBe('x-a:a b,c');
});
