import { word } from '../text/quote.ts';
import { isProxyError } from './error-kind.ts';

export function proxyErrorText(error: unknown, host: string): [message: string, advice: string] {
  const { proxy, answer } = isProxyError(error) ? error : { proxy: 'of HTTPS_PROXY', answer: undefined };
  const bypass = `bypass it: export NO_PROXY=${word(host.replace(/:\d+$/, ''))}`;
  if (answer === undefined) return [`the proxy ${proxy} cannot be reached`, `check HTTPS_PROXY, or ${bypass}`];
  if (answer === 407) {
    return [
      `the proxy ${proxy} requires a user name and password (407)`,
      'add them to HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT',
    ];
  }
  return [`the proxy ${proxy} refused to connect to ${host} (${answer})`, `ask whoever runs the proxy, or ${bypass}`];
}

const tlsProblems: [code: RegExp, problem: string, advice: string][] = [
  [
    /CERT_HAS_EXPIRED/,
    'its certificate has expired',
    "check this machine's clock; if it is right, tell the owner of the server",
  ],
  [/CERT_NOT_YET_VALID/, 'its certificate is not valid yet', "check this machine's clock"],
  [/ALTNAME/, 'its certificate is for another name', 'check AWS_ENDPOINT_URL, endpoint_url and the proxy'],
  [
    /SELF_SIGNED|UNABLE_TO_|CERT_UNTRUSTED|CERT_SIGNATURE/,
    'this machine does not trust its certificate',
    'set the CA certificate of your company or proxy: export AWS_CA_BUNDLE=/path/to/ca.pem',
  ],
  [/EPROTO|WRONG_VERSION|PACKET_LENGTH/, 'the server does not use TLS', 'check the endpoint (https?) and its port'],
  [/ECONNRESET/, 'the connection broke', 'check the network, the VPN, and that the endpoint speaks https'],
];

/** @param code error code of Node or OpenSSL */
export function tlsErrorText(code: string, host: string): [message: string, advice: string] {
  const known = tlsProblems.find(([pattern]) => pattern.test(code));
  const problem = known?.[1] ?? `TLS failed (${code})`;
  return [
    `no secure connection to ${host}: ${problem}`,
    known?.[2] ?? 'check AWS_CA_BUNDLE, the proxy and the endpoint',
  ];
}
