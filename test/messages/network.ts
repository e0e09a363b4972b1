import { createServer } from 'node:net';
import type { ErrorKind } from '../../src/aws/error-kind.ts';
import { errorToFailure } from '../../src/aws/error-text.ts';
import type { Place } from '../command/run.ts';
import { type How, type Row, row } from './row.ts';

const facts = { profile: 'acme', region: 'eu-west-1', host: 'sts.example', now: 0 };
const secure = { AWS_ENDPOINT_URL: 'https://sts.nowhere.invalid' };
const told = (cause: ErrorKind, code?: string): How => ({
  call: () => errorToFailure(Object.assign(new Error('text'), { code }), cause, facts),
});

/** A server that says one thing to whoever comes; its address as a variable. */
const server =
  (variable: string, scheme: string, text: string) =>
  async (_: Place): Promise<Record<string, string>> => {
    const one = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(text));
    });
    one.unref();
    await new Promise<void>((done) => one.listen(0, '127.0.0.1', done));
    return { [variable]: `${scheme}://127.0.0.1:${(one.address() as { port: number }).port}` };
  };

/** What the network does, and this machine. */
export const networkRows: Row[] = [
  row(
    'no such host',
    'aws/error-text.ts',
    { env: { AWS_ENDPOINT_URL: 'http://sts.nowhere.invalid' } },
    'sts.nowhere.invalid was not found → check the network and the region',
    1,
  ),
  row(
    'nothing listens',
    'aws/error-text.ts',
    { env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' } },
    'HOST cannot be reached → check the network, the VPN and the endpoint',
    1,
  ),
  row(
    'no connection in time',
    'aws/error-text.ts',
    told('no-time'),
    'the connection to sts.example timed out → check the network, the VPN and the proxy',
    1,
  ),
  row(
    'no answer in time',
    'aws/error-text.ts',
    told('timeout'),
    'sts.example did not answer in time → check the network, the VPN and the proxy',
    1,
  ),
  row(
    'a connection that breaks',
    'mfa/send-code.ts#failure.message',
    { before: ({ sts }) => sts.fault({ kind: 'reset-before' }) },
    'the connection to HOST broke before an answer came → check the network; then try again with the same code; if AWS refuses it, type the next one',
    1,
  ),
  row(
    'a connection that breaks, and no code in it',
    'aws/error-text.ts',
    told('lost'),
    'the connection to sts.example broke before an answer came → check the network',
    1,
  ),
  row(
    'a sign-in page',
    'aws/error-text.ts',
    { before: ({ sts }) => sts.fault({ kind: 'html200' }) },
    'the server at HOST is not AWS → check the network (is there a sign-in page?), the proxy and the endpoint; then try again with the same code; if AWS refuses it, type the next one',
    1,
  ),
  row(
    'a proxy that is not there',
    'aws/network-error-text.ts',
    { env: { ...secure, HTTPS_PROXY: 'http://127.0.0.1:9' } },
    'the proxy HOST cannot be reached → check HTTPS_PROXY, or bypass it: export NO_PROXY=sts.nowhere.invalid',
    1,
  ),
  row(
    'a proxy that wants a password',
    'aws/network-error-text.ts',
    { env: secure, before: server('HTTPS_PROXY', 'http', 'HTTP/1.1 407 No\r\n\r\n') },
    'the proxy HOST requires a user name and password (407) → add them to HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT',
    1,
  ),
  row(
    'a proxy that does not want to',
    'aws/network-error-text.ts',
    { env: secure, before: server('HTTPS_PROXY', 'http', 'HTTP/1.1 403 No\r\n\r\n') },
    'the proxy HOST refused to connect to sts.nowhere.invalid (403) → ask whoever runs the proxy, or bypass it: export NO_PROXY=sts.nowhere.invalid',
    1,
  ),
  row(
    'a proxy that hangs up',
    'aws/network-error-text.ts',
    { env: secure, before: server('HTTPS_PROXY', 'http', '') },
    'the proxy HOST cannot be reached → check HTTPS_PROXY, or bypass it: export NO_PROXY=sts.nowhere.invalid',
    1,
  ),
  row(
    'a server that nobody vouches for',
    'aws/network-error-text.ts',
    { sts: { tls: true } },
    'no secure connection to HOST: this machine does not trust its certificate → set the CA certificate of your company or proxy: export AWS_CA_BUNDLE=/path/to/ca.pem',
    1,
  ),
  row(
    'a certificate of another host’s',
    'aws/network-error-text.ts',
    {
      sts: { tls: { hostname: 'other.example' } },
      before: ({ sts }) => ({ AWS_CA_BUNDLE: sts.caFile }),
    },
    'no secure connection to HOST: its certificate is for another name → check AWS_ENDPOINT_URL, endpoint_url and the proxy',
    1,
  ),
  row(
    'a certificate that is over',
    'aws/network-error-text.ts',
    told('tls', 'CERT_HAS_EXPIRED'),
    "no secure connection to sts.example: its certificate has expired → check this machine's clock; if it is right, tell the owner of the server",
    1,
  ),
  row(
    'a certificate from the future',
    'aws/network-error-text.ts',
    told('tls', 'CERT_NOT_YET_VALID'),
    "no secure connection to sts.example: its certificate is not valid yet → check this machine's clock",
    1,
  ),
  row(
    'TLS to a port without it',
    'aws/network-error-text.ts',
    { before: ({ sts }) => ({ AWS_ENDPOINT_URL: sts.url.replace('http:', 'https:') }) },
    'no secure connection to HOST: the server does not use TLS → check the endpoint (https?) and its port',
    1,
  ),
  row(
    'TLS that breaks off',
    'aws/network-error-text.ts',
    { before: server('AWS_ENDPOINT_URL', 'https', '') },
    'no secure connection to HOST: the connection broke → check the network, the VPN, and that the endpoint speaks https',
    1,
  ),
  row(
    'TLS that goes wrong in another way',
    'aws/network-error-text.ts',
    told('tls', 'ERR_TLS_X'),
    'no secure connection to sts.example: TLS failed (ERR_TLS_X) → check AWS_CA_BUNDLE, the proxy and the endpoint',
    1,
  ),
  row(
    'a machine at its limits',
    'aws/error-text.ts',
    told('machine', 'EMFILE'),
    'this machine blocked the call (EMFILE) → check its firewall and its limits: ulimit -n',
    1,
  ),
  row(
    'a fault of ours',
    'errors.ts',
    { call: () => errorToFailure(new TypeError('x'), 'unexpected', facts) },
    'this is a bug in mfa-env: TypeError → report it, with what MFA_ENV_DEBUG=1 shows',
    1,
  ),
];
