import { selectedName } from '../aws/select-profile.ts';
import { commandLine } from '../text/command-line.ts';
import type { Guide } from './guide.ts';
import { nameOf } from './user.ts';

/** The last words: what is there, the line for this terminal, and the one for the next. */
export function finish({ state, caller, changed, context, startUp }: Guide): string {
  if (state.ended) return '';
  const { profile = 'default' } = state;
  const command = selectedName(undefined, context.env) === profile ? 'authaws' : commandLine({ profile });
  const now = startUp.loaded(command);
  if (changed.length === 0) {
    const owner = caller ? ` (${nameOf(caller)})` : '';
    return `All is there for profile ${profile}${owner}. In this terminal:\n  ${now}\n`;
  }
  const later = now === command ? '' : `In each new one:\n  ${command}\n`;
  return `All is set up. In this terminal:\n  ${now}\n${later}`;
}
