import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generate } from 'selfsigned';

/** What kind of certificate the server shows; by default one that its own CA has signed. */
export type CertificateOptions = {
  /** The certificate is self-signed. */
  selfSigned?: boolean;
  /** The server also sends its CA, which the client does not know, as in some companies. */
  chain?: boolean;
  /** The host names in the certificate, in place of `localhost` and 127.0.0.1. */
  hostname?: string | string[];
  /** Its validity. For a wrong clock, a good certificate has expired or is not valid yet. */
  notBefore?: Date;
  notAfter?: Date;
};

/** A throw-away certificate, and the file that clients trust. */
export type Certificate = { key: string; cert: string; caFile: string; remove(): void };

const EC = { keyType: 'ec', algorithm: 'sha256' } as const;

function subjectAltName(hostname: string | string[] | undefined) {
  const altNames = hostname
    ? [hostname].flat().map((value) => ({ type: 2 as const, value }))
    : [
        { type: 2 as const, value: 'localhost' },
        { type: 7 as const, ip: '127.0.0.1' },
      ];
  return { name: 'subjectAltName' as const, altNames };
}

/**
 * Makes a certificate, by default for a year from now, and writes the PEM file of its CA into a new folder, which
 * `remove` deletes.
 */
export async function makeCertificate({
  selfSigned = false,
  chain = false,
  hostname,
  notBefore,
  notAfter,
}: CertificateOptions): Promise<Certificate> {
  const authority = selfSigned
    ? undefined
    : await generate([{ name: 'commonName', value: 'Local STS test CA' }], {
        ...EC,
        extensions: [
          { name: 'basicConstraints', cA: true, critical: true },
          { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
        ],
      });
  const leaf = await generate([{ name: 'commonName', value: [hostname].flat()[0] ?? 'localhost' }], {
    ...EC,
    ...(notBefore && { notBeforeDate: notBefore }),
    ...(notAfter && { notAfterDate: notAfter }),
    ...(authority && { ca: { key: authority.private, cert: authority.cert } }),
    extensions: [subjectAltName(hostname)],
  });
  const folder = mkdtempSync(path.join(tmpdir(), 'sts-ca-'));
  const caFile = path.join(folder, 'ca.pem');
  writeFileSync(caFile, authority?.cert ?? leaf.cert);
  return {
    key: leaf.private,
    cert: chain && authority ? `${leaf.cert}\n${authority.cert}` : leaf.cert,
    caFile,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
