#!/usr/bin/env node
// Asks STS whose the credentials in the environment are: `aws sts get-caller-identity` where there is no AWS CLI.
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
try {
  const { Arn } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
  console.log(Arn);
} catch (error) {
  console.error(`${error.name}: ${error.message}`);
  process.exitCode = 1;
}
