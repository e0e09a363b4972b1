declare module 'proxy-from-env' {
  export function getProxyForUrl(url: string): string;
}

/** The package's version, put in by the build. */
declare const MFA_ENV_VERSION: string;

/** The folder of the file that runs, dist/: what is built is CommonJS. */
declare const __dirname: string;
