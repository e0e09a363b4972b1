import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { Answer } from './answers.ts';
import type { Fault } from './faults.ts';
import { MOST_BYTES, type Received } from './route.ts';

/** Reads a whole request. Of a body that is too long it keeps just enough to tell that. */
export async function receive(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (length <= MOST_BYTES) chunks.push(chunk);
    length += chunk.length;
  }
  const [path = '/', query = ''] = (request.url ?? '/').split(/\?(.*)/s);
  return {
    method: request.method ?? 'GET',
    path,
    query,
    headers: request.headersDistinct,
    body: Buffer.concat(chunks),
  };
}

/** Waits, but does not keep a process alive that has nothing else to do. */
export async function pause(ms: number): Promise<void> {
  await setTimeout(ms, undefined, { ref: false });
}

/** Sends an answer, or fails to in the way of the fault; without one the connection drops. `date`: its Date header. */
export async function deliver(
  response: ServerResponse,
  answer: Answer | undefined,
  fault: Fault | undefined,
  date: Date,
): Promise<void> {
  if (fault?.kind === 'hang' || fault?.kind === 'hang-after') return;
  if (!answer || fault?.kind === 'reset-after') {
    response.destroy();
    return;
  }
  const body = Buffer.from(answer.body);
  const length = body.length + (fault?.kind === 'wrong-length' ? 100 : 0);
  response.writeHead(answer.status, { ...answer.headers, date: date.toUTCString(), 'content-length': length });
  if (fault?.kind === 'wrong-length') {
    response.write(body, () => response.destroy());
    return;
  }
  if (fault?.kind === 'trickle') {
    for (const byte of body) {
      if (response.destroyed) return;
      response.write(Buffer.of(byte));
      await pause(fault.ms ?? 10);
    }
  }
  response.end(fault?.kind === 'trickle' ? undefined : body);
}
