import type { Agent } from 'node:http';
import { type PeerCertificate, checkServerIdentity as tlsCheck } from 'node:tls';
import { getProxyForUrl } from 'proxy-from-env';
import { configuration } from '../../errors.ts';
import type { Environment } from '../../shell/env-diff.ts';
import { ProxyError } from '../error-kind.ts';

/**
 * The proxy for an address, by HTTPS_PROXY, ALL_PROXY and NO_PROXY as in the AWS CLI and curl; '' for none.
 * @throws Failure (configuration) where the variable `name` names no HTTP proxy
 */
export function proxyFor(target: URL, env: Environment, name: string): string {
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

/** C3.8. @param ca certificate authorities for the proxy and the target, where there is a CA bundle */
export async function throughProxy(proxy: string, target: URL, ca: { ca?: Buffer }): Promise<Agent> {
  const { HttpsProxyAgent } = await import('https-proxy-agent');
  const { host } = new URL(proxy);
  const agent = new HttpsProxyAgent(proxy, { keepAlive: true, ...ca });
  const connect = agent.connect.bind(agent);
  // The agent itself would use the bundle only for the proxy, and report errors of the proxy as errors of the target.
  agent.connect = async (request, options) => {
    let status: number | undefined;
    request.once('proxyConnect', (answer: { statusCode: number }) => {
      status = answer.statusCode;
    });
    // For an IP address the agent would look for `localhost` in the certificate.
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
