/** A value as one word of a command line to copy, quoted if a shell would change it. */
export const word = (value: string): string => (isPlain(value) ? value : quoted(value));

/** The words of a command line. Only here may `--` and a plain option stand without quotes. */
export const commandWords = (words: readonly string[]): string =>
  words.map((one) => (/^(?:--|--?\w[\w@%+=:,./-]*)$/.test(one) ? one : word(one))).join(' ');

/** In quotes that every shell reads alike, in every locale: quotes and backslashes stand outside (docs/shells.md). */
export const quoted = (value: string): string => `'${value.replace(/['\\]/g, "'\\$&'")}'`;

/** Whether a word needs no quotes in any shell. zsh reads `=x` as a path, and a dash begins an option. */
export const isPlain = (value: string): boolean => /^[\w./][\w@%+:,./-]*$/.test(value);

export const configureLine = (profile: string): string =>
  `aws configure${profile === 'default' ? '' : ` --profile ${word(profile)}`}`;
