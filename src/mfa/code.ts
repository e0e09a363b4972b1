import { accountOf, nameIn } from '../aws/device.ts';
import { usage } from '../errors.ts';

/** Six digits, blanks dropped (C4.1). @throws Failure (usage) for anything else, which is then never sent or shown */
export function checkCode(text: string): string {
  const code = text.replace(/\s/g, '');
  if (/^\d{6}$/.test(code)) return code;
  throw usage(complaint(code), 'type the six digits that your authenticator shows now');
}

function complaint(code: string): string {
  if (code === '') return 'the code is empty';
  if (/^\d+$/.test(code)) return `the code has ${code.length} ${code.length === 1 ? 'digit' : 'digits'}, not 6`;
  if (/^[cbdefghijklnrtuv]{32,64}$/.test(code)) return 'that is what a touched YubiKey types, not a code of six digits';
  return 'the code is not six digits';
}

/** Says whom the code is for (C4.2), and which device where its name is not the user's. @param profile '' for none */
export function codeQuestion(profile: string, device: string, name: string | undefined): string {
  const ofDevice = nameIn(device);
  const user = name ?? ofDevice;
  const other = ofDevice === undefined || ofDevice !== user ? `device ${ofDevice ?? device}` : '';
  const who = [user, accountOf(device), other].filter((part) => part).join(', ');
  return `MFA code for ${profile || 'the environment'} (${who}): `;
}

let isSent = false;

/** Notes that a code is on its way to AWS. */
export const noteCodeSent = (): void => {
  isSent = true;
};

/** Whether this run has sent a code: who stops it has to know. */
export const wasCodeSent = (): boolean => isSent;
