import { expect, test } from 'vitest';
import { consoleUrl, isPlace, passwordUrl } from '../../src/aws/console.ts';

// C10.2: where in the console a word or an address leads, and where that is in each partition.

test.each<[string | undefined, string, string]>([
  [undefined, 'eu-central-1', 'https://eu-central-1.console.aws.amazon.com/console/home?region=eu-central-1'],
  ['s3', 'eu-west-1', 'https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1'],
  ['S3', 'us-east-1', 'https://us-east-1.console.aws.amazon.com/s3/home?region=us-east-1'],
  ['dynamodb', 'us-east-1', 'https://us-east-1.console.aws.amazon.com/dynamodbv2/home?region=us-east-1'],
  ['cfn', 'us-east-1', 'https://us-east-1.console.aws.amazon.com/cloudformation/home?region=us-east-1'],
  ['constructor', 'us-east-1', 'https://us-east-1.console.aws.amazon.com/constructor/home?region=us-east-1'],
  ['a-new-one', 'us-east-1', 'https://us-east-1.console.aws.amazon.com/a-new-one/home?region=us-east-1'],
  ['ec2', 'aws-global', 'https://us-east-1.console.aws.amazon.com/ec2/home?region=us-east-1'],
  ['s3', 'us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/s3/home?region=us-gov-west-1'],
  ['s3', 'cn-north-1', 'https://cn-north-1.console.amazonaws.cn/s3/home?region=cn-north-1'],
  ['s3', 'eusc-de-east-1', 'https://eusc-de-east-1.console.amazonaws-eusc.eu/s3/home?region=eusc-de-east-1'],
  ['https://console.aws.amazon.com', 'us-east-1', 'https://console.aws.amazon.com/'],
  [
    'https://111122223333-abcd1234.eu-west-1.console.aws.amazon.com/s3/buckets#x', // where several sessions are open
    'us-east-1',
    'https://eu-west-1.console.aws.amazon.com/s3/buckets#x',
  ],
  [
    'https://s3.console.aws.amazon.com/s3/buckets/b?a=1&b=2#x/y',
    'us-east-1',
    'https://s3.console.aws.amazon.com/s3/buckets/b?a=1&b=2#x/y',
  ],
  ['https://eu-west-1.console.amazonaws.cn/x', 'cn-north-1', 'https://eu-west-1.console.amazonaws.cn/x'],
])('%s in %s', (place, region, expected) => {
  expect(consoleUrl(place, region)).toBe(expected);
});

test.each([
  'https://example.com/',
  'https://console.aws.amazon.com.example.com/',
  'https://xconsole.aws.amazon.com/',
  'https://console.aws.amazon.com@example.com/',
  'https://console.aws.amazon.com:8443/',
  'https://console.amazonaws.cn/',
  'https://signin.aws.amazon.com/',
  'http://console.aws.amazon.com/',
  'javascript:alert(1)',
  'https://',
  '//console.aws.amazon.com',
  'console.aws.amazon.com/s3',
  's3/../iam',
])('%s is no address of the console of us-east-1', (place) => {
  expect(() => consoleUrl(place, 'us-east-1')).toThrow(expect.objectContaining({ status: 2 }));
});

test.each(['123456', 's 3', 's3?x', '-s3', 's3&a=b', '', 'ü', 's3\n'])('%j is no service', (place) => {
  expect(() => consoleUrl(place, 'us-east-1')).toThrow(expect.objectContaining({ status: 2 }));
});

test('a console that is not public', () => {
  expect(() => consoleUrl('s3', 'us-iso-east-1')).toThrow(expect.objectContaining({ status: 2 }));
});

test('where users sign in', () => {
  expect(passwordUrl('eu-west-1', '111122223333')).toBe('https://111122223333.signin.aws.amazon.com/console');
  expect(passwordUrl('cn-north-1', '111122223333')).toBe('https://111122223333.signin.amazonaws.cn/console');
  expect(passwordUrl('us-gov-east-1', undefined)).toBe('https://console.amazonaws-us-gov.com');
});

test.each<[string, boolean]>([
  ['s3', true],
  ['EC2', true],
  ['ddb', true],
  ['https://console.aws.amazon.com/', true],
  ['prod', false],
  ['toString', false],
])('%s means a place, whatever profiles there are: %s', (word, expected) => {
  expect(isPlace(word)).toBe(expected);
});
