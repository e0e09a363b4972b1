import { STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { ALICE, type Credentials } from './raw-client.ts';

/** The SDK's client for a local STS, one attempt a call, two seconds at most, no look at this machine's files. */
export function sdkClient(url: string, signer: Credentials = ALICE, more: STSClientConfig = {}): STSClient {
  process.env.AWS_CONFIG_FILE = '/dev/null';
  process.env.AWS_SHARED_CREDENTIALS_FILE = '/dev/null';
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  return new STSClient({
    endpoint: url,
    region: 'us-east-1',
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ requestTimeout: 2000, throwOnRequestTimeout: true }),
    credentials: {
      accessKeyId: signer.accessKeyId,
      secretAccessKey: signer.secret,
      ...(signer.token !== undefined && { sessionToken: signer.token }),
    },
    ...more,
  });
}
