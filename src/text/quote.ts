/** A value as one word of a command line that a person may copy: in quotes where a shell would read it otherwise. */
export const word = (value: string): string => (isPlain(value) ? value : quoted(value));

/**
 * A value in quotes that bash, zsh, dash and fish all read alike, in every locale: quotes and backslashes stand outside,
 * since fish reads a backslash inside the quotes, and in Big5, GBK and Shift-JIS a character may end with that byte.
 */
export const quoted = (value: string): string => `'${value.replace(/['\\]/g, "'\\$&'")}'`;

/** Whether every shell reads a word as it is: zsh takes `=x` for a path, and a dash begins an option. */
export const isPlain = (value: string): boolean => /^[\w./][\w@%+:,./-]*$/.test(value);

/** `aws configure`, for the profile that is meant. */
export const configureLine = (profile: string): string =>
  `aws configure${profile === 'default' ? '' : ` --profile ${word(profile)}`}`;

/** A command of ours with the profile that is meant; '' stands for the keys of the environment. */
export const withProfile = (command: string, profile: string): string =>
  profile === '' ? command : `${command} -p ${word(profile)}`;
