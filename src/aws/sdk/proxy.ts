import type { Agent } from 'node:http';
import { type PeerCertificate, checkServerIdentity as tlsCheck } from 'node:tls';
import { getProxyForUrl } from 'proxy-from-env';
import { configuration } from '../../errors.ts';
import type { Environment } from '../../shell/env-diff.ts';
import { ProxyError } from '../error-kind.ts';

/**
 * The proxy for an address, by HTTPS_PROXY, ALL_PROXY and NO_PROXY as the AWS CLI and curl read them; '' for none.
 * @param name the variable that counts
 * @throws Failure (configuration) for one that is no HTTP proxy
 */
export function proxyFor(target: URL, env: Environment, name: string): string {
  // To curl and the AWS CLI a bare domain stands for all below it; to proxy-from-env only for itself.
  const around = (env.no_proxy || env.NO_PROXY || '').toLowerCase().split(/[\s,]+/);
  if (around.some((domain) => /^\w/.test(domain) && target.hostname.endsWith(`.${domain}`))) return '';
  const proxy = getProxyForUrl(target.href) && (env[name] ?? '');
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) || proxy === '' ? proxy : `http://${proxy}`;
  if (whole && !/^https?:$/.test(URL.canParse(whole) ? new URL(whole).protocol : '')) {
    const form = 'write it like http://proxy.example.com:3128';
    if (/^socks/i.test(whole)) throw configuration(`${name} names a SOCKS proxy; only HTTP ones are taken`, form);
    throw configuration(`${name} is no address of an HTTP proxy`, form);
  }
  return whole;
}

/**
 * A connection through a proxy (C3.8).
 * @param ca whom to trust, for the proxy and behind it, where a bundle says so
 */
export async function throughProxy(proxy: string, target: URL, ca: { ca?: Buffer }): Promise<Agent> {
  const { HttpsProxyAgent } = await import('https-proxy-agent');
  const { host } = new URL(proxy);
  const agent = new HttpsProxyAgent(proxy, { keepAlive: true, ...ca });
  const connect = agent.connect.bind(agent);
  // By itself it trusts the bundle for the proxy only, and tells the proxy's errors as if they were the target's.
  agent.connect = async (request, options) => {
    let status: number | undefined;
    request.once('proxyConnect', (answer: { statusCode: number }) => {
      status = answer.statusCode;
    });
    // For an address in numbers it would look for `localhost` in the certificate.
    const checkServerIdentity = (_: string, certificate: PeerCertificate): Error | undefined =>
      tlsCheck(target.hostname.replace(/^\[|\]$/g, ''), certificate);
    const socket = await connect(request, { ...options, ...ca, ...{ checkServerIdentity } }).catch((error: unknown) => {
      throw new ProxyError(host, undefined, error);
    });
    if (status === 200) return socket;
    socket.destroy();
    throw new ProxyError(host, status);
  };
  return agent;
}
