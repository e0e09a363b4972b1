import type { Agent } from 'node:http';
import type { Duplex } from 'node:stream';
import { configuration } from '../../errors.ts';
import type { Environment } from '../../shell/env-diff.ts';
import type { Endpoint } from '../endpoint.ts';
import { readPlainFile, whyUnreadable } from '../files/read.ts';

/** How to get to a service (C3.8). It is known before the question, and what connects is loaded after it. */
interface Way {
  ca?: Buffer | undefined;
  /** The URL of the proxy; '' or undefined for none. */
  proxy?: string | undefined;
}

/** How to connect to a service. Open connections end with the process. */
export interface Connection {
  agent: Agent;
  /** Opens the connection that the first request to this address will use. */
  open: (url: URL) => void;
}

/** By the user's proxy and CA bundle. @throws Failure (configuration) where one of them cannot be used */
export async function wayTo({ caBundle }: Endpoint, env: Environment, target: URL | undefined): Promise<Way> {
  const ca = caBundle ? readBundle(caBundle) : undefined;
  const named = proxyNames.find((name) => env[name]);
  if (!target || target.protocol === 'http:' || !named) return { ca };
  return { ca, proxy: await proxyFor(target, env, named) };
}

/** The variables that name a proxy, in the order of the AWS CLI and curl. */
const proxyNames = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'] as const;

/** By HTTPS_PROXY, ALL_PROXY and NO_PROXY, as in the AWS CLI and curl; '' for none. @throws Failure (configuration) */
async function proxyFor(target: URL, env: Environment, name: string): Promise<string> {
  const { getProxyForUrl } = await import('proxy-from-env');
  // In curl and the AWS CLI a domain includes its subdomains, in proxy-from-env it does not.
  const bypassed = (env.no_proxy || env.NO_PROXY || '').toLowerCase().split(/[\s,]+/);
  if (bypassed.some((domain) => /^\w/.test(domain) && target.hostname.endsWith(`.${domain}`))) return '';
  const proxy = getProxyForUrl(target.href) && (env[name] ?? '');
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) || proxy === '' ? proxy : `http://${proxy}`;
  if (url && !/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) {
    const form = 'write it like http://proxy.example.com:3128';
    if (/^socks/i.test(url)) throw configuration(`${name} names a SOCKS proxy; only HTTP proxies are supported`, form);
    throw configuration(`${name} is not the URL of an HTTP proxy`, form);
  }
  return url;
}

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

/** The way to `target`, not opened yet. @throws as `wayTo` */
export async function connection(endpoint: Endpoint, env: Environment, target: URL | undefined): Promise<Connection> {
  return await connectionBy(await wayTo(endpoint, env, target), target);
}

export async function connectionBy({ ca, proxy }: Way, target: URL | undefined): Promise<Connection> {
  const trusted = ca && { ca };
  if (target?.protocol === 'http:') return direct(new (await import('node:http')).Agent({ keepAlive: true }));
  if (target && proxy) return (await import('./proxy.ts')).throughProxy(proxy, target, { ...trusted }, KEPT_MS);
  const { Agent } = await import('node:https'); // loaded only here, because it loads TLS
  return direct(new Agent({ keepAlive: true, ...trusted }));
}

const direct = (agent: Agent): Connection => ({ agent, open: (url) => openEarly(agent, url) });

/** A server may close a connection on which nothing comes. One that lived for so long is opened again. */
const LIVED_MS = 1000;

/** A computer that slept meanwhile has not heard of the end of an older one, and would wait for its answer. */
const KEPT_MS = 120_000;

/** Opens a connection now, keeps it open, and hands it to the agent's next request to the same address. */
function openEarly(agent: Agent, url: URL): void {
  const create = agent.createConnection.bind(agent) as unknown as Create;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || (url.protocol === 'http:' ? 80 : 443));
  const { options: own } = agent as Agent & { options: object };
  let early: Duplex | undefined;
  let isUsed = false;
  let since = 0;
  const age = (): number => Date.now() - since;
  const open = (): void => {
    since = Date.now();
    early = create({ ...own, host, port, servername: process.getBuiltinModule('node:net').isIP(host) ? '' : host });
    early?.on('error', () => {}); // the request opens another one, and reports its error
    early?.on('close', () => {
      if (!isUsed && age() >= LIVED_MS) open();
    });
  };
  open();
  agent.createConnection = ((options, done) => {
    isUsed = true;
    agent.createConnection = create as unknown as typeof agent.createConnection;
    const isAlive = early && !early.destroyed && early.writable && age() < KEPT_MS;
    if (isAlive && options.host === host && Number(options.port) === port) return early;
    early?.destroy();
    return create(options, done);
  }) satisfies Create as unknown as typeof agent.createConnection;
}

type Create = (
  options: object & { host?: string; port?: unknown; servername?: string },
  done?: unknown,
) => Duplex | undefined;
