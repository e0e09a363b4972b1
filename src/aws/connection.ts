import { readFileSync } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { type PeerCertificate, checkServerIdentity as tlsCheck } from 'node:tls';
import { configuration } from '../errors.ts';
import type { Environment } from '../shell/environment.ts';
import { ProxyError } from './causes.ts';
import type { Endpoint } from './endpoint.ts';

/** How a service is reached. */
export interface Connection {
  httpAgent: HttpAgent;
  httpsAgent: HttpAgent;
  /** Opens the connection that the first request to this address will use. */
  open: (url: URL) => void;
  /** Closes what is open, so that the process can end. */
  close: () => void;
}

/**
 * Connections as the user's settings want them (C3.8); nothing is opened yet.
 * @throws Failure (configuration) where the CA bundle cannot be read
 */
export async function connection(endpoint: Endpoint, env: Environment, target: URL | undefined): Promise<Connection> {
  const ca = endpoint.caBundle ? { ca: readBundle(endpoint.caBundle) } : {};
  const agents = { 'http:': new HttpAgent({ keepAlive: true }), 'https:': new HttpsAgent({ keepAlive: true, ...ca }) };
  const proxy = target && (await proxyFor(target, env));
  if (proxy) {
    const { HttpsProxyAgent } = await import('https-proxy-agent');
    const stop = new AbortController();
    const { host } = new URL(proxy);
    const proxied = new HttpsProxyAgent(proxy, { keepAlive: true, signal: stop.signal, ...ca });
    const connect = proxied.connect.bind(proxied);
    // By itself it trusts the bundle for the proxy only, and tells the proxy's errors as if they were the target's.
    proxied.connect = async (request, options) => {
      let status: number | undefined;
      request.once('proxyConnect', (answer: { statusCode: number }) => {
        status = answer.statusCode;
      });
      // For an address in numbers it would look for `localhost` in the certificate.
      const checkServerIdentity = (_: string, certificate: PeerCertificate): Error | undefined =>
        tlsCheck(target.hostname.replace(/^\[|\]$/g, ''), certificate);
      const socket = await connect(request, { ...options, ...ca, ...{ checkServerIdentity } }).catch(
        (error: unknown) => {
          throw new ProxyError(host, undefined, error);
        },
      );
      if (status === 200) return socket;
      socket.destroy();
      throw new ProxyError(host, status);
    };
    const close = (): void => {
      proxied.destroy();
      stop.abort(); // a proxy that is silent: the agent knows its connection only when it has answered
    };
    return { httpAgent: proxied, httpsAgent: proxied, open: () => {}, close };
  }
  let early: Duplex | undefined;
  return {
    httpAgent: agents['http:'],
    httpsAgent: agents['https:'],
    open: (url) => {
      early = openEarly(agents[url.protocol === 'http:' ? 'http:' : 'https:'], url);
    },
    close: () => {
      early?.destroy(); // an agent does not know it until a request has taken it
      agents['http:'].destroy();
      agents['https:'].destroy();
    },
  };
}

/** An agent whose next connection to the address is one that is being opened now. */
function openEarly(agent: HttpAgent, url: URL): Duplex | undefined {
  const create = agent.createConnection.bind(agent) as unknown as Create;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || (url.protocol === 'http:' ? 80 : 443));
  const { options: own } = agent as HttpAgent & { options: object };
  const early = create({ ...own, host, port, servername: isIP(host) ? '' : host });
  early?.on('error', () => {}); // the request itself then opens another, and tells
  agent.createConnection = ((options, done) => {
    agent.createConnection = create as unknown as typeof agent.createConnection;
    const fits = early && !early.destroyed && early.writable && options.host === host && Number(options.port) === port;
    if (fits) return early;
    early?.destroy();
    return create(options, done);
  }) satisfies Create as unknown as typeof agent.createConnection;
  return early;
}

type Create = (
  options: object & { host?: string; port?: unknown; servername?: string },
  done?: unknown,
) => Duplex | undefined;

/** HTTPS_PROXY, ALL_PROXY and NO_PROXY, as the AWS CLI and curl read them. */
async function proxyFor(target: URL, env: Environment): Promise<string> {
  const named = proxyNames.some((name) => env[name]);
  if (!named || target.protocol !== 'https:') return '';
  // To curl and the AWS CLI a bare domain stands for all below it; to proxy-from-env only for itself.
  const around = (env.no_proxy || env.NO_PROXY || '').toLowerCase().split(/[\s,]+/);
  if (around.some((domain) => /^\w/.test(domain) && target.hostname.endsWith(`.${domain}`))) return '';
  const { getProxyForUrl } = await import('proxy-from-env');
  const proxy = getProxyForUrl(target.href);
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) || proxy === '' ? proxy : `http://${proxy}`;
  if (whole && !/^https?:$/.test(URL.canParse(whole) ? new URL(whole).protocol : '')) {
    const form = 'write it like http://proxy.example.com:3128';
    if (/^socks/i.test(whole))
      throw configuration(`${proxyName(env)} names a SOCKS proxy; only HTTP ones are taken`, form);
    throw configuration(`${proxyName(env)} is no address of an HTTP proxy`, form);
  }
  return whole;
}

const proxyNames = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'] as const;

/** The variable that names the proxy. */
const proxyName = (env: Environment): string => proxyNames.find((name) => env[name]) ?? 'HTTPS_PROXY';

/** @throws Failure (configuration) for a file that vouches for nobody: TLS would only say that nobody does */
function readBundle(path: string): Buffer {
  const where = 'see AWS_CA_BUNDLE, and ca_bundle in ~/.aws/config';
  let bundle: Buffer;
  try {
    bundle = readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw configuration(`the CA bundle ${path} cannot be read (${code})`, where, error);
  }
  if (bundle.length === 0) throw configuration(`the CA bundle ${path} is empty`, where);
  if (!/^-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----/m.test(bundle.toString('latin1'))) {
    throw configuration(`the CA bundle ${path} holds no certificate in PEM form`, where);
  }
  return bundle;
}
