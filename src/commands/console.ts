import { consoleDomain, consoleUrl, isPlace, passwordUrl } from '../aws/console.ts';
import { accountOf, accountOfKey } from '../aws/device.ts';
import { endpointOf, withoutPassword } from '../aws/endpoint.ts';
import { errorKind } from '../aws/error-kind.ts';
import { errorToFailure } from '../aws/error-text.ts';
import { readAwsFiles } from '../aws/files/read.ts';
import { profileNames, readProfile } from '../aws/profile.ts';
import { loginUrl, type SigninAnswer, signinToken } from '../aws/signin.ts';
import type { Session } from '../cache/entry.ts';
import type { Options, Request } from '../cli/options.ts';
import { commandLine, profileWords, type ToType, toType } from '../cli/to-type.ts';
import type { Context } from '../context.ts';
import { configuration, type Failure, refused, usage } from '../errors.ts';
import { givenTo } from '../session/aws-calls.ts';
import { getSession } from '../session/get-session.ts';
import { cachedUser } from '../session/progress.ts';
import { resolveConfig, sessionRequest } from '../session/resolve.ts';
import type { ResolvedConfig } from '../session/resolved-config.ts';
import { type Browser, findBrowser, openBrowser } from '../system/browser.ts';
import { say } from '../system/output.ts';
import { awsFilePaths } from '../system/paths.ts';
import { sessionLine } from '../text/format.ts';
import { closest } from '../text/names.ts';
import type { CommandResult } from './result.ts';

/** Opens the console with the session of a role, or prints the address that does (C10). @throws Failure */
export async function openConsole({ words, options }: Request, context: Context): Promise<CommandResult> {
  if (words.length > 1) throw usage('console takes a profile and one place', 'mfa-env console NAME s3');
  const { profile, place } = await profileOrPlace(words[0], options, context);
  const line: ToType = (...more) => toType(context.env)('console', ...more, ...(place === undefined ? [] : [place]));
  const resolved = await resolveConfig({ ...sessionRequest(options), profile }, context, line);
  const call: Call = { resolved, context, line };
  const destination = consoleUrl(place, resolved.region);
  refuseWithoutRole(call);
  const endpoint = signinEndpoint(resolved, context);
  const browser = options.print ? undefined : browserFor(call);
  const { outcome, steps } = await getSession(resolved, context);
  if (!options.quiet) say(sessionLine(outcome, context.now()));
  const { duration } = steps.length === 1 ? (steps[0] ?? {}) : {}; // AWS takes it where no session assumed the role
  const token = await tokenFor(call, endpoint, outcome.session, duration);
  const url = loginUrl(endpoint.signin, token, destination);
  if (!browser) return { data: `${url}\n`, ...(!options.quiet && { note: SIGNS_IN }) };
  const failure = await openBrowser(browser, url, context.env);
  if (failure) throw noBrowser(`${browser.file} failed (${failure})`, call);
  return options.quiet ? {} : { note: `opened in the browser: ${destination}\n` };
}

const SIGNS_IN = 'whoever has this address in the next 15 minutes is signed in: keep it to yourself\n';

interface Call {
  resolved: ResolvedConfig;
  context: Context;
  /** The command with these words, and the place behind them. */
  line: ToType;
}

/** A single word is a profile, else a place in the console. @throws Failure for one that is nearly a profile */
async function profileOrPlace(
  one: string | undefined,
  { profile }: Options,
  { env }: Context,
): Promise<{ profile?: string | undefined; place?: string | undefined }> {
  if (one === undefined || profile !== undefined) return { profile, place: one };
  const files = await readAwsFiles(awsFilePaths(env));
  if (readProfile(files, one) ?? readProfile(files, `${one}-long-term`)) return { profile: one };
  const near = isPlace(one) ? undefined : closest(one, profileNames(files));
  if (near === undefined) return { place: one };
  throw usage(
    `neither a profile nor a service: ${one}`,
    `did you mean: ${toType(env)('console', ...profileWords(near))}`,
  );
}

/** AWS lets only the sessions of roles in. Told before a code is asked for. @throws Failure (configuration) */
function refuseWithoutRole(call: Call): void {
  const { selection, keys, device, region } = call.resolved;
  if (selection.roles.length > 0) return;
  const user = cachedUser(call.resolved);
  const account = accountOf(device ?? user.device ?? '') ?? accountOfKey(keys.accessKeyId) ?? user.account;
  const whose = selection.name ? `profile ${selection.name} has` : 'the keys of the environment have';
  throw configuration(
    `AWS opens the console only for roles, and ${whose} no role_arn`,
    `with your password: ${passwordUrl(region, account)}; with a role: ${again(call, ['--role-arn', 'ROLE'])}`,
  );
}

/** @throws Failure (usage, configuration) where there is no such place */
function signinEndpoint(resolved: ResolvedConfig, { env }: Context): SigninEndpoint {
  const endpoint = endpointOf('SIGNIN', resolved, env);
  const base = endpoint.url ?? `https://signin.${consoleDomain(resolved.region)}`;
  if (!/^https?:\/\//.test(base) || !URL.canParse(base)) {
    throw configuration(
      `the endpoint ${withoutPassword(base)} is not a URL`,
      'write it like https://signin.aws.amazon.com: see AWS_ENDPOINT_URL_SIGNIN',
    );
  }
  return { ...endpoint, signin: new URL(`${base.replace(/\/+$/, '')}/federation`) };
}

type SigninEndpoint = ReturnType<typeof endpointOf> & { signin: URL };

/** @param duration seconds; where AWS does not take it, it is left out */
async function tokenFor(
  call: Call,
  endpoint: SigninEndpoint,
  session: Session,
  duration: number | undefined,
): Promise<string> {
  const { resolved, context } = call;
  const ask = (seconds?: number): Promise<SigninAnswer> =>
    signinToken(endpoint.signin, session, seconds, endpoint, context.env);
  try {
    const first = await ask(duration);
    const answer = 'refused' in first && duration !== undefined ? await ask() : first;
    if ('token' in answer) return answer.token;
    throw refused(
      `AWS does not let this session into the console (${answer.refused})`,
      `start a new one: ${again(call, ['--refresh'])}`,
    );
  } catch (error) {
    throw errorToFailure(error, errorKind(error), {
      profile: resolved.selection.name,
      region: resolved.region,
      host: endpoint.signin.host,
      now: context.now(),
    });
  }
}

/** Found before a code is asked for. @throws Failure (refused) */
function browserFor(call: Call): Browser {
  const found = findBrowser(call.context.env);
  if ('missing' in found) throw noBrowser(found.missing, call);
  return found;
}

const noBrowser = (why: string, call: Call): Failure =>
  refused(`no browser could be opened: ${why}`, `print the address instead: ${again(call, ['--print'])}`);

const again = ({ resolved, context, line }: Call, more: readonly string[]): string =>
  commandLine({ ...givenTo(resolved, context), toType: (...words) => line(...words, ...more) });
