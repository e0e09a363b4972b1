import type { Agent } from 'node:http';
import { configuration } from '../../errors.ts';
import type { Environment } from '../../shell/env-diff.ts';
import type { Endpoint } from '../endpoint.ts';
import { readPlainFile, whyUnreadable } from '../files/read.ts';

/** How to get to a service (C3.8). It is known before the question, and what connects is loaded after it. */
export interface Way {
  /** The certificate authorities of the user's CA bundle. */
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
  const { proxyFor } = await import('./choose-proxy.ts');
  return { ca, proxy: proxyFor(target, env, named) };
}

/** The variables that name a proxy, in the order of the AWS CLI and curl. */
const proxyNames = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'] as const;

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
