import type { Options, Request } from '../cli/options.ts';
import type { Context } from '../context.ts';
import { usage } from '../errors.ts';
import { shellToServe } from '../shell/detect.ts';
import { changeAsJson, dialects } from '../shell/dialects.ts';
import { type Environment, hasSession, leave } from '../shell/env-diff.ts';
import { isTerminal } from '../system/output.ts';
import type { CommandResult } from './result.ts';

/** Code that takes the session out of the shell. Needs nothing but the environment (C2.4). */
export function clear({ words, options }: Request, { env }: Pick<Context, 'env'>): CommandResult {
  if (words.length > 0) throw usage('--clear takes no code', 'remove one of them');
  const { format = 'shell' } = options;
  if (format === 'json' || format === 'env') {
    throw usage(`--clear and --format ${format} cannot be used together`, 'remove one of them');
  }
  const dialect = format === 'shell' ? dialects[shellToServe(options.shell, env)] : undefined;
  const data = dialect ? dialect.change(leave(env)) : changeAsJson(leave(env));
  if (!options.show && isTerminal(1)) {
    return {
      note: dialect ? `to clear this shell: ${dialect.evalLine('mfa-env clear')}\n` : 'add --show to see it\n',
    };
  }
  return { data, note: options.quiet ? '' : told(env), ...(hasSession(env) && { shellNote: 'none' }) };
}

function told(env: Environment): string {
  if (hasSession(env)) return 'session cleared\n';
  const gone = leave(env).unset.filter((name) => env[name] !== undefined);
  return `no session in this shell${gone.length > 0 ? `; unset: ${gone.join(', ')}` : ''}\n`;
}

/** Reads the usual --clear or clear. Others are for the parsers, which take longer to load than the rest of the work. */
export function plainClear(argv: readonly string[]): Request | undefined {
  const options: Options = {};
  for (let at = 0; at < argv.length; at++) {
    const [word, next = ''] = [argv[at], argv[at + 1]];
    if (word === '--clear' || (word === 'clear' && !options.clear)) options.clear = true;
    else if (word === '--quiet' || word === '-q') options.quiet = true;
    else if (word === '--shell' && Object.hasOwn(dialects, next)) {
      options.shell = next;
      at++;
    } else return undefined;
  }
  return options.clear ? { command: 'get', words: [], options } : undefined;
}
