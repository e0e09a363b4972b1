import { randomBytes } from 'node:crypto';
import http, { type RequestListener } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { freshCode, shownCode } from './authenticator.ts';
import type { Certificate, CertificateOptions } from './certificate.ts';
import { createClock } from './clock.ts';
import { defaultWorld } from './default-world.ts';
import { deliver, pause, receive } from './delivery.ts';
import { type Fault, takeFault } from './faults.ts';
import { type LogEntry, logEntry } from './log.ts';
import { expectRole, expectUser, findDevice } from './lookup.ts';
import { answerTo, type State, signingTime } from './operate.ts';
import { route } from './route.ts';
import type { Device, Role, User, World } from './world.ts';

/** A running server and everything a test does to it. */
export type Sts = {
  /** Where it listens: `http://127.0.0.1:PORT`, or `https:`. IAM answers there as well. */
  url: string;
  /** With TLS: the PEM file that a client has to trust. It is gone after `close`. */
  caFile: string | undefined;
  world: World;
  /** The first user, role or device with this name, ARN or serial. Throws when there is none. */
  user(name: string): User;
  role(name: string): Role;
  device(serial: string): Device;
  /** The virtual time. */
  now(): Date;
  /** Lets time pass, in seconds. Clients whose clock stays behind are not refused for that. */
  advance(seconds: number): void;
  /** What the device shows now, or `stepOffset` steps of 30 seconds from now. */
  code(serial: string, stepOffset?: number): string;
  /** A code that will be accepted within the next 20 seconds; lets time pass when none is left. */
  freshCode(serial: string): string;
  /** Every request so far, faults included. */
  requests: LogEntry[];
  /** The requests for one action, or all. */
  calls(action?: string): LogEntry[];
  /** How many connections were opened so far. */
  connections(): number;
  /** Puts a fault behind those that wait already. */
  fault(fault: Fault): void;
  /** Stops the server at once, hanging requests included. */
  close(): Promise<void>;
};

/** How to start a server. */
export type StsOptions = { world?: World; tls?: boolean | CertificateOptions };

function listener(state: State, faults: Fault[], requests: LogEntry[]): RequestListener {
  const handle = async (...[request, response]: Parameters<RequestListener>): Promise<void> => {
    const received = await receive(request);
    const target = route(received);
    const fault = takeFault(faults, target.action);
    const entry = logEntry(received, target, fault, state.clock.now());
    requests.push(entry);
    const date = signingTime(received, state.clock, fault);
    if (fault?.kind === 'latency') await pause(fault.ms ?? 1000);
    const answer = answerTo(received, target, state, date, fault);
    if (answer) Object.assign(entry, { status: answer.status, verdict: answer.verdict });
    await deliver(response, answer, fault, date);
  };
  return (request, response) => {
    handle(request, response).catch((error: unknown) => {
      // A fault of this program: a test should see it, not wonder about a dropped connection.
      if (!response.headersSent) response.writeHead(500);
      response.end(error instanceof Error ? error.stack : String(error));
    });
  };
}

async function certificateFor(tls: boolean | CertificateOptions): Promise<Certificate | undefined> {
  if (tls === false) return undefined;
  // Loaded only when asked for: the X.509 library takes longer to load than all the rest.
  const { makeCertificate } = await import('./certificate.ts');
  return makeCertificate(tls === true ? {} : tls);
}

/** Starts a local STS on a free port of 127.0.0.1, with `defaultWorld()` unless another world is given. */
export async function startSts({ world = defaultWorld(), tls = false }: StsOptions = {}): Promise<Sts> {
  const clock = createClock();
  const faults: Fault[] = [];
  const requests: LogEntry[] = [];
  const sockets = new Set<Socket>();
  const answer = listener({ world, clock, tokenKey: randomBytes(32) }, faults, requests);
  const certificate = await certificateFor(tls);
  const server = certificate ? https.createServer(certificate, answer) : http.createServer(answer);
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${certificate ? 'https' : 'http'}://127.0.0.1:${port}`,
    caFile: certificate?.caFile,
    world,
    user: (name) => expectUser(world, name),
    role: (name) => expectRole(world, name),
    device: (serial) => findDevice(world, serial),
    now: clock.now,
    advance: clock.advance,
    code: (serial, stepOffset) => shownCode(world, clock, serial, stepOffset),
    freshCode: (serial) => freshCode(world, clock, serial),
    requests,
    calls: (action) => requests.filter((entry) => action === undefined || entry.action === action),
    connections: () => connections,
    fault: (fault) => void faults.push(fault),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
      certificate?.remove();
    },
  };
}
