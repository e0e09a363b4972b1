declare module 'proxy-from-env' {
  export function getProxyForUrl(url: string): string;
}

declare module '*.bash' {
  const text: string;
  export default text;
}

declare module '*.zsh' {
  const text: string;
  export default text;
}

declare module '*.fish' {
  const text: string;
  export default text;
}

/** The package's version, put in by the build. */
declare const MFA_ENV_VERSION: string;
