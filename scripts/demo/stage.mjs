// The demo's world: a local STS and IAM, alice with an access key and no MFA device, a HOME, and a phone.
import { loadSts } from '../load-sts.mjs';
import { makePlace } from './place.mjs';

/** @param {object} shell of shells.mjs */
export async function openStage(shell) {
  const { startSts } = await loadSts();
  const sts = await startSts();
  const [account] = sts.world.accounts;
  const alice = sts.user('alice');
  const [key] = alice.keys;
  alice.devices = [];
  account.alias = 'acme';
  const place = makePlace(sts.url, shell);
  return {
    sts,
    place,
    key,
    /** The code that alice's phone shows; undefined before it has scanned anything. */
    phone: () => {
      const [device] = alice.devices;
      if (device) return sts.freshCode(device.serial);
      const [scanned] = account.unassigned ?? [];
      return scanned && sts.code(scanned.serial);
    },
    wrongCode: () => {
      const near = alice.devices.flatMap(({ serial }) =>
        [-3, -2, -1, 0, 1, 2, 3].map((step) => sts.code(serial, step)),
      );
      return near.includes('000000') ? '111111' : '000000';
    },
    close: async () => {
      await sts.close();
      place.remove();
    },
  };
}
