/** The calls to IAM that set-up, rotate and doctor make, so that dist/ holds them in one file. */
export { accessKeys } from './access-keys.ts';
export { accountAlias } from './account-alias.ts';
export { mfaDevices } from './mfa-devices.ts';
