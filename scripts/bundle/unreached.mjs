import { readFile } from 'node:fs/promises';

/** Parts of packages that nothing here reaches, and that would be half of the tarball; what stands in their place. */
const unreached = [
  // Credentials and regions are always given to the SDK. Nobody runs it in a browser or in Lambda or asks S3, no event is
  // streamed, calls are repeated in the standard way, and Node has SHA-256
  // and streams of its own: a look at the web's would load them.
  [/^(@aws-sdk\/credential-provider-node|bowser|@smithy\/core\/event-streams)$/, 'export const defaultProvider = 0;'],
  // Every setting is given to it, so that it needs no files of AWS's; ours are read by src/aws/files.ts.
  [
    /\/loadSharedConfigFiles$/,
    'export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} }); export const CONFIG_PREFIX_SEPARATOR = ".";',
  ],
  // An agent is always given to it, and brings TLS where it is needed.
  [
    /\/node-https$/,
    "export const node_https = { Agent: class {}, request: (...words) => require('node:https').request(...words) };",
  ],
  [/\/getInstanceMetadataRegion$/, 'export const getInstanceMetadataRegion = 0;'],
  [/\/stream-type-check$/, 'export const isReadableStream = () => false, isBlob = () => false;'],
  [/\/isStreamingPayload$/, 'export const isStreamingPayload = () => false;'],
  // src/aws/client.ts switches this warning off.
  [
    /\/emitWarningIfUnsupportedVersion$/,
    'export const emitWarningIfUnsupportedVersion = () => {}; export const state = {};',
  ],
  [/\/HeaderFormatter$/, 'export class HeaderFormatter {}'],
  [/\/service-customizations$/, 'export const resolveParamsForS3 = 0;'],
  [/\/recursionDetectionMiddleware$/, 'export const recursionDetectionMiddleware = () => (next) => next;'],
  [/\/AdaptiveRetryStrategy$/, 'export class AdaptiveRetryStrategy {}'],
  [/\/Sha256Js$/, 'export class Sha256Js {}'],
  // A region is always named, never `*`.
  [
    /^@aws-sdk\/signature-v4-multi-region$/,
    `import { SignatureV4 } from '@smithy/signature-v4';
    export class SignatureV4MultiRegion extends SignatureV4 { static sigv4aDependency() { return 'none'; } }`,
  ],
  // Emoji, Chinese and colours: the help has none.
  [/^string-width$/, 'export default (text) => text.length;'],
  [/^strip-ansi$/, 'export default (text) => text;'],
  [/^ansi-styles$/, 'export default { codes: new Map() };'],
  // How yargs is called is for the types to check. No config extends another, and "did you mean" is ours.
  [/\/argsert\.js$/, 'export const argsert = () => {};'],
  [/\/apply-extends\.js$/, 'export const applyExtends = (config) => config;'],
  [/\/levenshtein\.js$/, 'export const levenshtein = () => 0;'],
  // No command stands in a folder of its own, and the version is given.
  [/^(get-caller-file|escalade\/sync)$/, 'export default () => {};'],
  // Completion comes from shell/.
  [/\/completion\.js$/, "export const completion = () => ({ completionKey: '', setParsed() {} });"],
  // Messages of the proxy agent to its authors, with the proxy's password.
  [/^debug$/, 'module.exports = () => () => {};'],
];
export const withoutUnreached = {
  name: 'without-unreached',
  setup(esbuild) {
    for (const [filter, contents] of unreached) {
      const namespace = `in place of ${filter}`;
      esbuild.onResolve({ filter }, ({ path: wanted }) => ({ path: wanted, namespace }));
      esbuild.onLoad({ filter: /./, namespace }, () => ({ contents, resolveDir: import.meta.dirname }));
    }
    // IAM has forty errors, and STS twelve; the calls that are made here have these.
    esbuild.onLoad({ filter: /\/client-(iam|sts)\/dist-es\/schemas\/schemas_0\.js$/ }, async ({ path: file }) => ({
      contents: (await readFile(file, 'utf8')).replace(
        /^n0_registry\.registerError\((?!NoSuchEntity|ServiceFailure|ExpiredToken|RegionDisabled).*$/gm,
        '',
      ),
    }));
    // The SDK tells AWS its version, and takes the whole file for it.
    esbuild.onLoad({ filter: /node_modules\/.*\/package\.json$/ }, async ({ path: file }) => {
      const { version } = JSON.parse(await readFile(file, 'utf8'));
      return { loader: 'json', contents: JSON.stringify({ version }) };
    });
  },
};
