import { type AddressInfo, createServer, type Socket } from 'node:net';

/** Answers a whole request by hand, byte for byte. @param body the request's, a form */
export type Reply = (socket: Socket, body: string) => void;

/** A server that says what a test wants, whether that is HTTP or not. */
export interface Canned {
  url: string;
  /** The bodies of the requests so far. */
  bodies: string[];
  /** The codes that came, since so many requests. */
  codes(from?: number): string[];
  /** How the next requests are answered. */
  answer(reply: Reply): void;
  close(): Promise<void>;
}

export async function startCanned(first: Reply = (socket) => socket.destroy()): Promise<Canned> {
  const bodies: string[] = [];
  const sockets = new Set<Socket>();
  let reply = first;
  const server = createServer((socket) => {
    sockets.add(socket);
    let received = '';
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const [, head = '', length = '0'] = /^([\s\S]*?content-length: (\d+)[\s\S]*?\r\n\r\n)/i.exec(received) ?? [];
      const whole = head.length + Number(length);
      if (!head || received.length < whole) return;
      const body = received.slice(head.length, whole);
      received = received.slice(whole);
      bodies.push(body);
      reply(socket, body);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    codes: (from = 0) => bodies.slice(from).flatMap((body) => new URLSearchParams(body).get('TokenCode') ?? []),
    answer: (next) => {
      reply = next;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

/** A whole HTTP answer. */
export function http(status: number, body: string, headers: Record<string, string> = {}): string {
  const all = {
    'content-type': 'text/xml',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} X\r\n${lines.join('')}\r\n${body}`;
}

/** A refusal as STS writes it (its envelope is the same for all). Without a message there is no such element. */
export function refusal(status: number, code: string, message?: string, headers?: Record<string, string>): string {
  const text = message === undefined ? '' : `\n    <Message>${message}</Message>`;
  const body = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <Error>
    <Type>Sender</Type>
    <Code>${code}</Code>${text}
  </Error>
  <RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId>
</ErrorResponse>
`;
  return http(status, body, headers);
}

/** GetSessionToken's answer, or one with other elements in it. */
export function granted(elements: Record<string, string>): string {
  const inside = Object.entries(elements).map(([name, value]) => `      <${name}>${value}</${name}>\n`);
  const body = `<GetSessionTokenResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetSessionTokenResult>
    <Credentials>
${inside.join('')}    </Credentials>
  </GetSessionTokenResult>
</GetSessionTokenResponse>
`;
  return http(200, body);
}
