import { spawnSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { roleArn } from './at.ts';
import { makePlace, type Place, serial } from './run.ts';

// Terraform keeps its state in S3 with the keys of `exec --live`, as docs/recipes.md has it: C11.1.

let place: Place;
let server: Server;
/** Method, path and access key of each request to S3. */
const requests: [method: string, path: string, key: string][] = [];

beforeAll(async () => {
  place = await makePlace();
  const stored = new Map<string, Buffer>();
  server = createServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    const [, key = ''] = /Credential=(\w+)/.exec(request.headers.authorization ?? '') ?? [];
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      requests.push([request.method ?? '', path, key]);
      if (request.method === 'PUT') stored.set(path, Buffer.concat(parts));
      if (request.method === 'DELETE') stored.delete(path);
      if (request.method === 'PUT' || request.method === 'DELETE') return response.end();
      if (path === '/state' || path === '/state/')
        return response.end('<ListBucketResult><Name>state</Name><IsTruncated>false</IsTruncated></ListBucketResult>');
      const found = stored.get(path);
      if (!found) response.statusCode = 404;
      return response.end(found ?? (request.method === 'HEAD' ? '' : '<Error><Code>NoSuchKey</Code></Error>'));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  place.write(
    '.aws/config',
    `[default]\nregion = eu-central-1\nmfa_serial = ${serial}\n` +
      `[profile admin]\nrole_arn = ${roleArn('admin')}\nsource_profile = default\nregion = eu-west-1\n`,
  );
  place.write(
    'main.tf',
    `terraform {
  backend "s3" {
    bucket           = "state"
    key              = "acme.tfstate"
    region           = "eu-west-1"
    use_lockfile     = true
    use_path_style   = true
    skip_s3_checksum = true
  }
}
resource "terraform_data" "long" {
  provisioner "local-exec" { command = "test -n \\"$AWS_PROFILE\\" && test -z \\"$AWS_ACCESS_KEY_ID\\"" }
}
`,
  );
  await place.begin();
});
afterAll(async () => {
  server.close();
  await place.end();
});

test.skipIf(spawnSync('terraform', ['version']).status !== 0)('Terraform', { timeout: 120_000 }, async () => {
  const env = {
    AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ENDPOINT_URL_STS: place.sts.url,
    AWS_ENDPOINT_URL_IAM: place.sts.url,
    AWS_EC2_METADATA_DISABLED: 'true',
    CHECKPOINT_DISABLE: '1',
  };
  const line = '"$@" terraform init -input=false && "$@" terraform apply -auto-approve -input=false';
  const { status, stderr } = await place.sh(line, ['exec', '--live', '-q', 'admin', '--'], { env });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(requests).toContainEqual(['PUT', '/state/acme.tfstate', expect.stringMatching(/^ASIA/)]);
  expect(requests.filter(([, , key]) => !key.startsWith('ASIA'))).toEqual([]);
  const callers = place.sts.requests.filter(({ action }) => action === 'GetCallerIdentity').slice(-1);
  expect(callers).toMatchObject([{ verdict: 'ok', accessKeyId: expect.stringMatching(/^ASIA/), region: 'eu-west-1' }]);
});
