import { accountOf, nameIn } from '../aws/device.ts';

/** Says whom the code is for (C4.2), and which device where its name is not the user's. @param profile '' for none */
export function codeQuestion(profile: string, device: string, name: string | undefined): string {
  const ofDevice = nameIn(device);
  const user = name ?? ofDevice;
  const other = ofDevice === undefined || ofDevice !== user ? `device ${ofDevice ?? device}` : '';
  const who = [user, accountOf(device), other].filter((part) => part).join(', ');
  return `MFA code for ${profile || 'the environment'} (${who}): `;
}
