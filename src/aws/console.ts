import { usage } from '../errors.ts';
import { partitionOf } from './region.ts';

/** The domains of the console: `signin.` and `console.` stand in front (docs/aws.md, The console). */
const domains: Readonly<Record<string, string>> = {
  aws: 'aws.amazon.com',
  'aws-us-gov': 'amazonaws-us-gov.com',
  'aws-cn': 'amazonaws.cn',
  'aws-eusc': 'amazonaws-eusc.eu',
};

/** The domain of a region's console. @throws Failure (usage) for a partition whose console is not public */
export function consoleDomain(region: string): string {
  const domain = domains[partitionOf(region)];
  if (domain) return domain;
  throw usage(`mfa-env does not know where the console of ${region} is`, 'name another region: --region REGION');
}

/** Where users sign in with their password. */
export const passwordUrl = (region: string, account: string | undefined): string =>
  account ? `https://${account}.signin.${consoleDomain(region)}/console` : `https://console.${consoleDomain(region)}`;

/** The address of a service, of the start page, or `place` if it is one of this console. @throws Failure (usage) */
export function consoleUrl(place: string | undefined, region: string): string {
  const domain = consoleDomain(region);
  if (place !== undefined && isAddress(place)) {
    const url = URL.canParse(place) ? new URL(place) : undefined;
    if (url?.protocol === 'https:' && `.${url.host}`.endsWith(`.console.${domain}`)) {
      url.host = url.host.replace(/^\d{12}-\w+\./, ''); // the session of whoever copied it
      return url.href;
    }
    throw usage(`${place} is not an address of this console`, `they begin with https://console.${domain}/`);
  }
  const at = region === 'aws-global' ? 'us-east-1' : region;
  return `https://${at}.console.${domain}/${place === undefined ? 'console' : pathOf(place)}/home?region=${at}`;
}

const isAddress = (place: string): boolean => /[:/]/.test(place);

/** @throws Failure (usage) for a word that can be no service */
function pathOf(service: string): string {
  const name = service.toLowerCase();
  if (!/^[a-z][a-z0-9-]*$/.test(name)) {
    throw usage(`${service} is not a service of AWS`, 'name one such as s3, or give an address of the console');
  }
  return Object.hasOwn(paths, name) ? (paths[name] ?? name) : name;
}

/** Whether a word means a place in the console, whatever profiles there are. */
export const isPlace = (word: string): boolean =>
  isAddress(word) || Object.hasOwn(paths, word.toLowerCase()) || samePath.has(word.toLowerCase());

/** Services whose path in the console is not their name, and short names. */
const paths: Readonly<Record<string, string>> = {
  apigw: 'apigateway',
  beanstalk: 'elasticbeanstalk',
  ce: 'cost-management',
  cf: 'cloudfront',
  cfn: 'cloudformation',
  cognito: 'cognito/v2',
  codeartifact: 'codesuite/codeartifact',
  codebuild: 'codesuite/codebuild',
  codecommit: 'codesuite/codecommit',
  codedeploy: 'codesuite/codedeploy',
  codepipeline: 'codesuite/codepipeline',
  ct: 'cloudtrail',
  cw: 'cloudwatch',
  ddb: 'dynamodbv2',
  dms: 'dms/v2',
  dx: 'directconnect/v2',
  dynamodb: 'dynamodbv2',
  elb: 'ec2',
  eventbridge: 'events',
  inspector: 'inspector/v2',
  opensearch: 'aos',
  organizations: 'organizations/v2',
  param: 'systems-manager/parameters',
  quotas: 'servicequotas',
  r53: 'route53/v2',
  redshift: 'redshiftv2',
  route53: 'route53/v2',
  sfn: 'states',
  sm: 'secretsmanager',
  ssm: 'systems-manager',
  sso: 'singlesignon',
  stepfunctions: 'states',
  waf: 'wafv2',
};

/** Common services whose path is their name. Others work too, where no profile has nearly that name. */
const samePath = new Set(
  `acm amplify apigateway appsync athena autoscaling backup batch bedrock billing cloudformation cloudfront cloudtrail
  cloudwatch config connect datazone detective docdb ec2 ecr ecs efs eks elasticache elasticbeanstalk elasticmapreduce
  emr events firehose fsx glue grafana guardduty health iam inspector2 iot kafka kendra keyspaces kinesis kms
  lakeformation lambda lightsail macie mediaconvert memorydb mq msk mwaa neptune pinpoint quicksight ram rds resiliencehub
  rekognition s3 sagemaker secretsmanager securityhub servicecatalog ses sns sqs states storagegateway support
  systems-manager textract timestream transfer translate trustedadvisor vpc wafv2 workspaces xray`.split(/\s+/),
);
