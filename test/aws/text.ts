import type { AwsFiles } from '../../src/aws/files/read.ts';

/** The two files, with these texts. */
export const files = (config: string, credentials = ''): AwsFiles => ({
  config: { path: '~/.aws/config', text: config },
  credentials: { path: '~/.aws/credentials', text: credentials },
});

export const keys = (id: string): string => `aws_access_key_id = ${id}\naws_secret_access_key = secret-${id}\n`;
