/** The default world's alice: her device and her long-term key. */
export const serial = 'arn:aws:iam::111122223333:mfa/alice';
export const keyPair = {
  AWS_ACCESS_KEY_ID: 'AKIARTX3GSDS7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
export const keyLines = `aws_access_key_id = ${keyPair.AWS_ACCESS_KEY_ID}\naws_secret_access_key = ${keyPair.AWS_SECRET_ACCESS_KEY}\n`;
