// Where the picture is taken: the demo's place, with a profile `acme`, and the local STS.
import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { find, makePlace } from '../demo/place.mjs';
import { loadSts } from '../load-sts.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const serial = 'arn:aws:iam::111122223333:mfa/alice';

/** @returns its environment and folder, the next code of alice's device, and how to end it */
export async function openStage() {
  const { startSts } = await loadSts();
  const sts = await startSts();
  const place = makePlace({ url: sts.url, serial, user: sts.user('alice') });
  const bin = place.env.PATH.split(path.delimiter)[0];
  const [{ id, secret }] = sts.user('alice').keys;
  const aws = path.join(place.home, '.aws');
  writeFileSync(path.join(aws, 'config'), `[profile acme]\nregion = eu-central-1\nmfa_serial = ${serial}\n`);
  writeFileSync(
    path.join(aws, 'credentials'),
    `[acme]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`,
  );
  // Where there is no AWS CLI, the demo's own program answers the same.
  if (!find('aws')) cpSync(path.join(root, 'scripts/demo/who-am-i.mjs'), path.join(bin, 'aws'));
  return {
    home: place.home,
    env: place.env,
    code: () => sts.freshCode(serial),
    close: async () => {
      await sts.close();
      place.remove();
    },
  };
}
