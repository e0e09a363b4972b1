import { word } from '../text/quote.ts';
import { ProxyError } from './error-kind.ts';

/** Why a proxy gave no connection; with what to do. */
export function proxyWords(error: unknown, host: string): [message: string, advice: string] {
  const { proxy, answer } = error instanceof ProxyError ? error : { proxy: 'of HTTPS_PROXY', answer: undefined };
  const around = `go around it: export NO_PROXY=${word(host.replace(/:\d+$/, ''))}`;
  if (answer === undefined) return [`the proxy ${proxy} cannot be reached`, `check HTTPS_PROXY, or ${around}`];
  if (answer === 407) {
    return [
      `the proxy ${proxy} does not let you in (407)`,
      'write user name and password into HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT',
    ];
  }
  return [`the proxy ${proxy} does not connect to ${host} (${answer})`, `ask who runs the proxy, or ${around}`];
}

/** What is wrong with a certificate, by OpenSSL's codes; with what to do. */
const certificates: [code: RegExp, what: string, advice: string][] = [
  [/CERT_HAS_EXPIRED/, 'its certificate has expired', "check this machine's clock; else tell who runs it"],
  [/CERT_NOT_YET_VALID/, 'its certificate is not valid yet', "check this machine's clock"],
  [/ALTNAME/, 'its certificate is for another name', 'check AWS_ENDPOINT_URL, endpoint_url and the proxy'],
  [
    /SELF_SIGNED|UNABLE_TO_|CERT_UNTRUSTED|CERT_SIGNATURE/,
    'nobody whom this machine trusts vouches for its certificate',
    "name your company's or proxy's authority: export AWS_CA_BUNDLE=/path/to/ca.pem",
  ],
  [/EPROTO|WRONG_VERSION|PACKET_LENGTH/, 'it does not speak TLS', 'check the endpoint (https?) and its port'],
  [/ECONNRESET/, 'it broke off', 'check the network, the VPN, and that the endpoint speaks https'],
];

/** Why there is no safe connection; with what to do. @param code Node's or OpenSSL's own */
export function tlsWords(code: string, host: string): [message: string, advice: string] {
  const known = certificates.find(([pattern]) => pattern.test(code));
  const what = known?.[1] ?? `TLS failed (${code})`;
  return [`no safe connection to ${host}: ${what}`, known?.[2] ?? 'check AWS_CA_BUNDLE, the proxy and the endpoint'];
}
