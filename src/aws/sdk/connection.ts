import { Agent as HttpAgent } from 'node:http';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Environment } from '../../shell/env-diff.ts';
import type { Endpoint } from '../endpoint.ts';
import { type Connection, type Way, wayTo } from './way.ts';

/** The way to `target`, not opened yet. @throws as `wayTo` */
export async function connection(endpoint: Endpoint, env: Environment, target: URL | undefined): Promise<Connection> {
  return await connectionBy(await wayTo(endpoint, env, target), target);
}

/** The same by a way that is known. */
export async function connectionBy({ ca, proxy }: Way, target: URL | undefined): Promise<Connection> {
  const trusted = ca && { ca };
  if (target?.protocol === 'http:') return direct(new HttpAgent({ keepAlive: true }));
  if (target && proxy) return (await import('./proxy.ts')).throughProxy(proxy, target, { ...trusted });
  const { Agent } = await import('node:https'); // loaded only here, because it loads TLS
  return direct(new Agent({ keepAlive: true, ...trusted }));
}

const direct = (agent: HttpAgent): Connection => ({ agent, open: (url) => openEarly(agent, url) });

/** A server may close a connection on which nothing comes. One that lived for so long is opened again. */
const LIVED_MS = 1000;

/** Opens a connection now, keeps it open, and hands it to the agent's next request to the same address. */
function openEarly(agent: HttpAgent, url: URL): void {
  const create = agent.createConnection.bind(agent) as unknown as Create;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || (url.protocol === 'http:' ? 80 : 443));
  const { options: own } = agent as HttpAgent & { options: object };
  let early: Duplex | undefined;
  let isUsed = false;
  const open = (): void => {
    const since = Date.now();
    early = create({ ...own, host, port, servername: isIP(host) ? '' : host });
    early?.on('error', () => {}); // the request opens another one, and reports its error
    early?.on('close', () => {
      if (!isUsed && Date.now() - since >= LIVED_MS) open();
    });
  };
  open();
  agent.createConnection = ((options, done) => {
    isUsed = true;
    agent.createConnection = create as unknown as typeof agent.createConnection;
    const fits = early && !early.destroyed && early.writable && options.host === host && Number(options.port) === port;
    if (fits) return early;
    early?.destroy();
    return create(options, done);
  }) satisfies Create as unknown as typeof agent.createConnection;
}

type Create = (
  options: object & { host?: string; port?: unknown; servername?: string },
  done?: unknown,
) => Duplex | undefined;
