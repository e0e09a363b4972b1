import { expect } from 'vitest';
import type { RawAnswer } from './raw-client.ts';

const STS = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** An error that is expected. Without a message there must be no Message element. */
export type ExpectedError = { status: number; code: string; message?: string; namespace?: string };

/** Fails unless an answer is this error, to the byte, with the headers that AWS sends. */
export function expectError(answer: RawAnswer, { status, code, message, namespace = STS }: ExpectedError): void {
  const id = answer.headers.get('x-amzn-requestid');
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  const text = message === undefined ? '' : `    <Message>${message}</Message>\n`;
  expect(answer.body).toBe(
    `<ErrorResponse xmlns="${namespace}">\n  <Error>\n    <Type>Sender</Type>\n    <Code>${code}</Code>\n${text}  </Error>\n  <RequestId>${id}</RequestId>\n</ErrorResponse>\n`,
  );
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toBe('text/xml');
  expect(answer.headers.get('x-amz-sts-extended-request-id')).toBeTruthy();
}
