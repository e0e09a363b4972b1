import { errorKind } from '../../src/aws/error-kind.ts';
import { errorToFailure } from '../../src/aws/error-text.ts';
import { enrolFailure } from '../../src/setup/enrol/errors.ts';
import { enrol, type Person, person, start, startWithoutDevice } from '../setup/enrol/enrolment.ts';
import type { FaultKind } from '../sts/faults.ts';
import type { Sts } from '../sts/server.ts';
import { facts } from './causes.ts';
import { type How, type Row, row } from './row.ts';

/** alice, who has no device, enrols one. */
const enrolling = (prepare: (sts: Sts) => void, does: Person = {}, meanwhile: () => unknown = () => {}): How => ({
  call: async () => {
    const sts = await startWithoutDevice();
    try {
      prepare(sts);
      const explain = async (error: unknown) =>
        errorToFailure(error, errorKind(error), { ...facts, host: 'iam.example' });
      const { serial, firstSession } = await enrol(sts, person(sts, does)[0], { explain });
      return await firstSession((code) => {
        meanwhile();
        return start(sts, serial)(code);
      });
    } finally {
      await sts.close();
    }
  },
});

const devices =
  (...serials: string[]) =>
  (sts: Sts): void => {
    sts.user('alice').devices = serials.map((serial) => ({ serial, enabled: true, enabledAt: '2026-01-01T00:00:00Z' }));
  };
const fault =
  (kind: FaultKind, action: string) =>
  (sts: Sts): void => {
    sts.fault({ kind, action, times: 9 });
  };
const account = 'arn:aws:iam::111122223333';
const stop: Person = { types: [() => 'stop'] };
const end = (signal: 'SIGTERM'): Person => ({
  types: [
    () => {
      process.emit(signal);
      return '';
    },
  ],
});
const unknownFor =
  (seconds: number) =>
  (sts: Sts): void => {
    sts.world.deviceDelaySeconds = seconds;
  };
const forced = (sts: Sts): void => {
  sts.user('alice').forceMfa = true;
};
const byScp = Object.assign(
  new Error(
    `User: ${account}:user/alice is not authorized to perform: iam:CreateVirtualMFADevice on resource: ${account}:mfa/alice with an explicit deny in a service control policy`,
  ),
  { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } },
);
const inConsole = 'add an authenticator app in the AWS console: your name, Security credentials, Assign MFA device';
const deleteLine = `an administrator can delete it: aws iam delete-virtual-mfa-device --serial-number ${account}:mfa/alice`;

/** A new MFA device (C8.2). */
export const enrolmentRows: Row[] = [
  row(
    'a second device beside a security key',
    'setup/enrol/errors.ts',
    enrolling(devices(`${account}:u2f/user/alice/key`)),
    `your user has only a security key or passkey, which shows no codes, and AWS lets you add a second device only in a session with MFA → ${inConsole}`,
    1,
  ),
  row(
    'a second device without MFA',
    'setup/enrol/errors.ts',
    enrolling(devices(`${account}:mfa/alice`)),
    `your user has an MFA device, and AWS lets it add another only in a session that was started with a code → ${inConsole}`,
    1,
  ),
  row(
    'a ninth device',
    'setup/enrol/errors.ts',
    enrolling(devices(...Array.from({ length: 8 }, (_, at) => `${account}:mfa/${at}`))),
    'this user has eight MFA devices, and AWS allows no more → delete one in the AWS console first',
    1,
  ),
  row(
    'devices may not be created',
    'setup/enrol/errors.ts',
    enrolling((sts) => {
      sts.user('alice').mayNot = ['CreateVirtualMFADevice'];
    }),
    `your user may not create an MFA device: AWS refused iam:CreateVirtualMFADevice → ask an administrator for that right, or to add the device in the AWS console; a policy with it: mfa-env policy`,
    1,
  ),
  row(
    'devices may not be created in the organization',
    'setup/enrol/errors.ts',
    { call: () => enrolFailure(byScp, () => new Error('not here') as never) },
    `your user may not create an MFA device: AWS refused iam:CreateVirtualMFADevice → ask who runs your AWS organization; no policy of the account and no code can allow it`,
    1,
  ),
  row(
    'all names for a device are taken',
    'setup/enrol/calls.ts',
    enrolling((sts) => {
      const names = ['alice', ...Array.from({ length: 19 }, (_, at) => `alice-${at + 2}`)];
      const [main] = sts.world.accounts;
      const taken = names.map((name) => ({ serial: `${account}:mfa/${name}`, enabled: false, enabledAt: '' }));
      if (main) main.unassigned = taken;
    }),
    'other MFA devices have the names alice to alice-20 → ask an administrator to delete those that nobody uses: aws iam list-virtual-mfa-devices --assignment-status Unassigned',
    1,
  ),
  row(
    'the answer with a new device is lost',
    'setup/enrol/calls.ts',
    enrolling(fault('reset-after', 'CreateVirtualMFADevice')),
    'the connection to iam.example broke before an answer came; an unused MFA device may be left in AWS, and does no harm: alice → check the network',
    1,
  ),
  row(
    'Ctrl-C before a new device is enabled, which cannot be deleted',
    'setup/enrol/errors.ts',
    enrolling(forced, stop),
    `cancelled; an unused MFA device is left in AWS, and does no harm: alice → ${deleteLine}`,
    130,
  ),
  row(
    'the process is ended before a new device is enabled',
    'setup/enrol/stop.ts',
    enrolling(() => {}, end('SIGTERM')),
    'ended by SIGTERM → go on with: mfa-env setup',
    143,
  ),
  row(
    'it is not known whether a new device was enabled',
    'setup/enrol/errors.ts',
    enrolling((sts) => {
      forced(sts);
      fault('reset-before', 'EnableMFADevice')(sts);
    }),
    'the connection to iam.example broke before an answer came; AWS may have enabled the new MFA device alice, so keep it in your app → see whether it is there: mfa-env setup',
    1,
  ),
  row(
    'Ctrl-C after a new device was enabled',
    'setup/enrol/errors.ts',
    enrolling(unknownFor(20), {}, () => process.emit('SIGINT')),
    'cancelled; the new MFA device is enabled, and yours: alice → go on with: mfa-env setup',
    130,
  ),
  row(
    'STS does not get to know a new device',
    'setup/enrol/calls.ts',
    enrolling(unknownFor(1000)),
    'AWS enabled the new MFA device, but does not take its codes yet → wait three minutes, then go on with: mfa-env setup',
    1,
  ),
];
