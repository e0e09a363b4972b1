import { Agent as HttpAgent } from 'node:http';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { configuration } from '../../errors.ts';
import type { Environment } from '../../shell/env-diff.ts';
import type { Endpoint } from '../endpoint.ts';
import { readPlainFile, whyUnreadable } from '../files/read.ts';

/** How to connect to a service. Open connections end with the process. */
export interface Connection {
  agent: HttpAgent;
  /** Opens the connection that the first request to this address will use. */
  open: (url: URL) => void;
}

/** By the user's proxy and CA bundle (C3.8); not opened yet. @throws Failure (configuration) for a bad CA bundle */
export async function connection(endpoint: Endpoint, env: Environment, target: URL | undefined): Promise<Connection> {
  const ca = endpoint.caBundle ? { ca: readBundle(endpoint.caBundle) } : {};
  if (target?.protocol === 'http:') return direct(new HttpAgent({ keepAlive: true }));
  const named = proxyNames.find((name) => env[name]);
  if (target && named) {
    const { proxyFor, throughProxy } = await import('./proxy.ts');
    const proxy = proxyFor(target, env, named);
    if (proxy) return { agent: await throughProxy(proxy, target, ca), open: () => {} };
  }
  const { Agent } = await import('node:https'); // loaded only here, because it loads TLS
  return direct(new Agent({ keepAlive: true, ...ca }));
}

/** The variables that name a proxy, in the order of the AWS CLI and curl. */
const proxyNames = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'] as const;

const direct = (agent: HttpAgent): Connection => ({ agent, open: (url) => openEarly(agent, url) });

/** Opens a connection now and hands it to the agent's next request to the same address. */
function openEarly(agent: HttpAgent, url: URL): void {
  const create = agent.createConnection.bind(agent) as unknown as Create;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || (url.protocol === 'http:' ? 80 : 443));
  const { options: own } = agent as HttpAgent & { options: object };
  const early = create({ ...own, host, port, servername: isIP(host) ? '' : host });
  early?.on('error', () => {}); // the request opens another one, and reports its error
  agent.createConnection = ((options, done) => {
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

/** @throws Failure (configuration) for a file without certificates, which TLS would report as an untrusted server */
function readBundle(path: string): Buffer {
  const where = 'check AWS_CA_BUNDLE, and ca_bundle in ~/.aws/config';
  let bundle: Buffer;
  try {
    bundle = readPlainFile(path);
  } catch (error) {
    throw configuration(`the CA bundle ${path} cannot be read: ${whyUnreadable(error)}`, where, error);
  }
  if (bundle.length === 0) throw configuration(`the CA bundle ${path} is empty`, where);
  if (!/^-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----/m.test(bundle.toString('latin1'))) {
    throw configuration(`the CA bundle ${path} holds no certificate in PEM form`, where);
  }
  return bundle;
}
