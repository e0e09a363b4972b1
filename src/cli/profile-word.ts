import { type Command, commands, optionWords } from './commands.ts';
import { type Options, options, type Request } from './options.ts';

/** The words of a command line that are no options and no values. */
export interface Words {
  before: string[];
  /** Behind `--`. */
  behind: string[];
}

/**
 * What a command line asks for, with the profile taken out of its words (C1): the word that is no code, or for `exec` what
 * stands in front of `--`, or for `console` the first of two.
 * @returns `stray` is a word that means nothing here: a second profile, or one that differs from `-p`
 */
export function requestOf(command: Command, { before, behind }: Words, given: Options): Request & { stray?: string } {
  const own = command === 'get' ? 0 : 1; // the command's own word
  const words = [...before, ...behind].slice(own);
  if (!takesProfile(command)) return { command, words, options: given };
  const isName = (word: string, at: number): boolean => {
    if (command === 'exec') return at < before.length - own;
    // A single word may be a service: the command looks whether a profile has that name.
    if (command === 'console') return at === 0 && words.length > 1 && given.profile === undefined;
    return command !== 'get' || !looksLikeCode(word);
  };
  const [profile, second] = words.filter(isName);
  if (profile === undefined) return { command, words, options: given };
  const rest = words.filter((word, at) => !isName(word, at));
  const stray = second ?? (given.profile === undefined || given.profile === profile ? undefined : profile);
  if (stray !== undefined) return { command, words: rest, options: given, stray };
  return { command, words: rest, options: { ...given, profile }, isProfileWord: true };
}

export const takesProfile = (command: Command): boolean => (options.profile.of as readonly Command[]).includes(command);

/** Whether a word is meant as a code. Twelve digits are an account, which some name a profile after. */
export const looksLikeCode = (word: string): boolean => /^[\d\s-]*$/.test(word) && !/^\d{12}$/.test(word);

/**
 * A profile as it is typed: with `-p` where the word alone would mean something else.
 * @param name '' for the keys of the environment, which no word names
 */
export function profileWords(name: string): string[] {
  if (name === '') return [];
  const isOther =
    name.startsWith('-') || looksLikeCode(name) || Object.hasOwn(commands, name) || Object.hasOwn(optionWords, name);
  return isOther ? ['-p', name] : [name];
}
