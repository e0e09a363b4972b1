import { getProxyForUrl } from 'proxy-from-env';
import { configuration } from '../../errors.ts';
import type { Environment } from '../../shell/env-diff.ts';

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
