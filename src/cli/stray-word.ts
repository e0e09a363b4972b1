import { type Failure, usage } from '../errors.ts';
import { closest } from '../text/names.ts';
import { commands, optionWords } from './commands.ts';
import { options, type Request } from './options.ts';
import { ourLineFor } from './other-tools.ts';
import { looksLikeCode, profileWords, type Words } from './profile-word.ts';
import { plainly, type ToType } from './to-type.ts';

/** The words that a command line can begin with. */
export const firstWords: readonly string[] = [
  ...Object.keys(commands).filter((name) => name !== 'get'),
  ...Object.keys(optionWords),
];

/** The failure for a word that is nearly a command or an option, or is one of another tool; undefined for any other. */
export function unknownCommand(first: string, toType: ToType = plainly, profile?: string): Failure | undefined {
  const ours = ourLineFor(first, toType, { profile });
  if (ours) return usage(`unknown command: ${first}`, ours);
  if (Object.hasOwn(options, first)) return usage(`unknown command: ${first}`, `did you mean --${first}?`);
  const near = closest(first, firstWords);
  return near === undefined ? undefined : usage(`unknown command: ${first}`, `did you mean: ${toType(near)}`);
}

/** What is wrong with a command line that has more words than it can use. */
export function strayWord(stray: string, { before, behind }: Words, request: Request, toType: ToType): Failure {
  const { command } = request;
  const names = before.filter((one) => !looksLikeCode(one));
  const [first = ''] = names;
  if (command === 'get' && request.options.profile === undefined) {
    if (behind.length > 0 && names.length === 1) {
      return usage('only exec runs a command', toType('exec', ...profileWords(first), '--', ...behind));
    }
    const misspelt = unknownCommand(first, toType, stray);
    if (misspelt) return misspelt;
  }
  const own = command === 'get' ? [] : [command];
  const profile = request.options.profile ?? (command === 'get' ? first : (names[1] ?? ''));
  const dashes = command === 'exec' ? ['--', ...request.words] : [];
  const line = toType(...own, ...profileWords(profile), ...dashes);
  return usage(`two profiles are named: ${profile} and ${stray}`, `name one: ${line}`);
}
