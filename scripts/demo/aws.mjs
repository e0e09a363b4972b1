#!/usr/bin/env node
// Stands in for the AWS CLI where there is none: `aws sts get-caller-identity`, with its `--query Arn --output text`.
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
const words = process.argv.slice(2);
if (words.slice(0, 2).join(' ') !== 'sts get-caller-identity') {
  console.error('aws: there is no AWS CLI here, and its stand-in knows only: aws sts get-caller-identity');
  process.exit(2);
}
try {
  const { UserId, Account, Arn } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
  console.log(words.includes('Arn') ? Arn : JSON.stringify({ UserId, Account, Arn }, undefined, 4));
} catch (error) {
  console.error(`aws: ${error.name}: ${error.message}`);
  process.exitCode = 254;
}
