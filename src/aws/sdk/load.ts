/** Everything that needs the SDK, so that dist/ holds it in one file that is loaded only for a call. */
export { iamClient, listDevices } from './iam.ts';
export { type Sts, sts } from './sts.ts';
