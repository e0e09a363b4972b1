/** All that needs the SDK, so that dist/ holds it once and loads it only when AWS has to be asked. */
export { listDevices } from './iam.ts';
export { type Sts, sts } from './sts.ts';
