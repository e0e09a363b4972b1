import { readFileSync } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { type PeerCertificate, checkServerIdentity as tlsCheck } from 'node:tls';
import { configuration } from '../errors.ts';
import type { Environment } from '../shell/environment.ts';
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
          throw new Error('the proxy broke the connection', { cause: error });
        },
      );
      if (status === 200) return socket;
      socket.destroy();
      throw new Error(`the proxy answered ${status}`);
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
  const named = [env.https_proxy, env.HTTPS_PROXY, env.all_proxy, env.ALL_PROXY].some((proxy) => proxy);
  if (!named || target.protocol !== 'https:') return '';
  // To curl and the AWS CLI a bare domain stands for all below it; to proxy-from-env only for itself.
  const around = (env.no_proxy || env.NO_PROXY || '').toLowerCase().split(/[\s,]+/);
  if (around.some((domain) => /^\w/.test(domain) && target.hostname.endsWith(`.${domain}`))) return '';
  const { getProxyForUrl } = await import('proxy-from-env');
  const proxy = getProxyForUrl(target.href);
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) || proxy === '' ? proxy : `http://${proxy}`;
  if (whole && !/^https?:$/.test(URL.canParse(whole) ? new URL(whole).protocol : '')) {
    throw configuration('HTTPS_PROXY is no address of an HTTP proxy', 'write it like http://proxy.example.com:3128');
  }
  return whole;
}

function readBundle(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw configuration(
      `the CA bundle ${path} cannot be read`,
      'look at AWS_CA_BUNDLE or ca_bundle in ~/.aws/config',
      error,
    );
  }
}
