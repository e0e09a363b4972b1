import { readFile } from 'node:fs/promises';

/** Parts of packages that nothing here reaches, and that would be half of the tarball; what stands in their place. */
const unreached = [
  // Credentials and regions are always given to the SDK. Nobody runs it in a browser or in Lambda or asks S3, no event is
  // streamed, calls are repeated in the standard way, and Node has SHA-256
  // and streams of its own: a look at the web's would load them.
  [/^@aws-sdk\/credential-provider-node$/, 'export const defaultProvider = 0;'],
  [/^bowser$/, ''],
  [/^@smithy\/core\/event-streams$/, ''],
  // Every setting is given to it, so that it needs no files of AWS's; ours are read by src/aws/files/.
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
  // src/aws/sdk/client.ts switches this warning off.
  [
    /\/emitWarningIfUnsupportedVersion$/,
    'export const emitWarningIfUnsupportedVersion = () => {}; export const state = {};',
  ],
  [/\/HeaderFormatter$/, 'export class HeaderFormatter {}'],
  [/\/service-customizations$/, 'export const resolveParamsForS3 = 0;'],
  [/\/recursionDetectionMiddleware$/, 'export const recursionDetectionMiddleware = () => (next) => next;'],
  [/\/AdaptiveRetryStrategy$/, 'export class AdaptiveRetryStrategy {}'],
  [/\/Sha256Js$/, 'export class Sha256Js {}'],
  // The SDK gets no logger.
  [
    /\/loggerMiddleware$/,
    'export const loggerMiddleware = 0, loggerMiddlewareOptions = 0, getLoggerPlugin = () => ({ applyToStack() {} });',
  ],
  [/\/schemaLogFilter$/, 'export const schemaLogFilter = (schema, data) => data;'],
  // A region is always named, never `*`.
  [/\/AwsSdkSigV4ASigner$/, 'export class AwsSdkSigV4ASigner {}'],
  [
    /^@aws-sdk\/signature-v4-multi-region$/,
    `import { SignatureV4 } from '@smithy/signature-v4';
    export class SignatureV4MultiRegion extends SignatureV4 { static sigv4aDependency() { return 'none'; } }`,
  ],
  // The help is ours (src/cli/help.ts).
  [/^cliui$/, 'export default 0;'],
  [/^string-width$/, 'export default 0;'],
  // How yargs is called is for the types to check. No config extends another, and "did you mean" is ours.
  [/\/argsert\.js$/, 'export const argsert = () => {};'],
  [/\/apply-extends\.js$/, 'export const applyExtends = (config) => config;'],
  [/\/levenshtein\.js$/, 'export const levenshtein = () => 0;'],
  // No command stands in a folder of its own, and the version is given.
  [/^get-caller-file$/, 'export default () => {};'],
  [/^escalade\/sync$/, 'export default () => {};'],
  // Completion comes from shell/.
  [/\/completion\.js$/, "export const completion = () => ({ completionKey: '', setParsed() {} });"],
  // Messages of the proxy agent to its authors, with the proxy's password.
  [/^debug$/, 'module.exports = () => () => {};'],
  // Kerberos would be a package that users install: ours is one package, and looks for no other.
  [/^proxy-agent-negotiate$/, 'export const createNegotiateAuth = 0;'],
];

/**
 * What to leave out of the bundle, and what was found to leave out.
 * @returns `plugin` for esbuild, and `check`, which throws where a part that is named here was in no build: a package
 *   has another form now, and all of it would be bundled, without a word
 */
export function withoutUnreached() {
  const met = new Set();
  const check = () => {
    const unmet = [...unreached.map(([filter]) => filter), errors, about].filter((filter) => !met.has(filter));
    if (unmet.length > 0) throw new Error(`scripts/bundle/unreached.mjs: nothing is imported as ${unmet.join(', ')}`);
  };
  return { plugin: plugin(met), check };
}

// IAM has forty errors, and STS twelve; the calls that are made here have these.
const errors = /\/client-(iam|sts)\/dist-es\/schemas\/schemas_0\.js$/;
const unneededErrors = /^n0_registry\.registerError\((?!NoSuchEntity|ServiceFailure|ExpiredToken|RegionDisabled).*$/gm;

// The SDK tells AWS its version, and takes the whole file for it.
const about = /node_modules\/.*\/package\.json$/;

const plugin = (met) => ({
  name: 'without-unreached',
  setup(esbuild) {
    for (const [filter, contents] of unreached) {
      const namespace = `in place of ${filter}`;
      esbuild.onResolve({ filter }, ({ path: wanted }) => {
        met.add(filter);
        return { path: wanted, namespace };
      });
      esbuild.onLoad({ filter: /./, namespace }, () => ({ contents, resolveDir: import.meta.dirname }));
    }
    esbuild.onLoad({ filter: errors }, async ({ path: file }) => {
      const text = await readFile(file, 'utf8');
      const contents = text.replace(unneededErrors, '');
      if (contents !== text) met.add(errors);
      return { contents };
    });
    esbuild.onLoad({ filter: about }, async ({ path: file }) => {
      met.add(about);
      const { version } = JSON.parse(await readFile(file, 'utf8'));
      return { loader: 'json', contents: JSON.stringify({ version }) };
    });
  },
});
