import { EventEmitter } from 'node:events';
import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { type PeerCertificate, checkServerIdentity as tlsCheck } from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { ProxyError } from '../error-kind.ts';

/** A `Connection`. */
interface Tunnel {
  agent: HttpsProxyAgent<string>;
  open: (url: URL) => void;
}

type Options = Parameters<HttpsProxyAgent<string>['connect']>[1];

/**
 * C3.8. @param ca certificate authorities for the proxy and the target, where there is a CA bundle
 * @param keptMs how old a tunnel may be that was opened early
 */
export function throughProxy(proxy: string, target: URL, ca: { ca?: Buffer }, keptMs: number): Tunnel {
  const { host } = new URL(proxy);
  const agent = new HttpsProxyAgent(proxy, { keepAlive: true, ...ca });
  const connect = agent.connect.bind(agent);
  // The agent itself would use the bundle only for the proxy, and report errors of the proxy as errors of the target.
  const dial = async (request: EventEmitter, options: Options): Promise<Socket> => {
    let status: number | undefined;
    request.once('proxyConnect', (answer: { statusCode: number }) => {
      status = answer.statusCode;
    });
    // For an IP address the agent would look for `localhost` in the certificate.
    const checkServerIdentity = (_: string, certificate: PeerCertificate): Error | undefined =>
      tlsCheck(target.hostname.replace(/^\[|\]$/g, ''), certificate);
    const given = { ...options, ...ca, ...{ checkServerIdentity } };
    const socket: Socket = await connect(request as ClientRequest, given).catch((error: unknown) => {
      throw new ProxyError(host, undefined, error);
    });
    if (status === 200) return socket;
    socket.destroy();
    throw new ProxyError(host, status);
  };
  agent.connect = dial;
  return { agent, open: (url) => openEarly(agent, dial, url, keptMs) };
}

/** Opens the tunnel, and TLS in it, and hands it to the agent's next request to the same address. */
function openEarly(
  agent: HttpsProxyAgent<string>,
  dial: (request: EventEmitter, options: Options) => Promise<Socket>,
  url: URL,
  keptMs: number,
): void {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || 443);
  const since = Date.now();
  const first = new EventEmitter(); // stands in for the request that is not made yet
  const tunnel = dial(first, { host, port, secureEndpoint: true } as Options);
  tunnel.then((socket) => socket.on('error', () => {})).catch(() => {}); // the request tells, and may open another one
  agent.connect = async (request, options) => {
    agent.connect = dial;
    const early = await tunnel.catch((error: ProxyError) => {
      if (error.answer !== undefined) throw error; // it has said no, and would say it again
    });
    const isAlive = early && !early.destroyed && early.writable && Date.now() - since < keptMs;
    if (!isAlive || options.host !== host || Number(options.port) !== port) {
      early?.destroy();
      return await dial(request, options);
    }
    request.once('socket', (socket) => first.emit('socket', socket));
    return early;
  };
}
