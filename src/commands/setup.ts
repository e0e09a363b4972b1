import type { Request } from '../cli/options.ts';
import type { Context } from '../context.ts';
import { usage } from '../errors.ts';
import { undo } from '../setup/undo.ts';
import { questionsOnTerminal } from '../terminal/questions.ts';
import type { CommandResult } from './result.ts';

/** Leads from nothing to a working `authaws` (C8). */
export async function setup({ options }: Request, { env }: Context): Promise<CommandResult> {
  if (options.undo) return undo(env);
  const ask = questionsOnTerminal();
  if (!ask) throw usage('setup asks questions, and there is no terminal', 'mfa-env setup --yes');
  return {};
}
