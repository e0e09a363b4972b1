import { type Answer, plain } from './answers.ts';
import { sessionCaller } from './caller.ts';
import type { State } from './operate.ts';
import { type Session, seal, unseal } from './tokens.ts';
import type { Fields } from './validation.ts';

const TOKEN_SECONDS = 15 * 60;

/** Stands where a session has its access key id, so that no session is taken for a sign-in token. */
const SIGN_IN = 'sign-in';

const html = { 'content-type': 'text/html;charset=UTF-8' };
const page = (title: string, text: string): string =>
  `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${text}</h1></body></html>\n`;

/** A refusal of the sign-in, which is a page for people. */
const refused = (text: string): Answer => plain(400, text, page('400', `HTTP Status 400 - ${text}`), html);

const INVALID = 'Invalid credentials parameter';

/** The session whose three parts are in the field `Session`. */
function sessionIn(text: string, { tokenKey, clock, world }: State): Session | undefined {
  try {
    const { sessionId, sessionKey, sessionToken } = JSON.parse(text) as Record<string, unknown>;
    const session = unseal(String(sessionToken), tokenKey);
    if (!session || session.accessKeyId !== sessionId || session.secret !== sessionKey) return undefined;
    return session.expires * 1000 > clock.now().getTime() && sessionCaller(world, session) ? session : undefined;
  } catch {
    return undefined;
  }
}

function getSigninToken({ Session: text = '', SessionDuration: duration }: Fields, state: State): Answer {
  const session = sessionIn(text, state);
  if (!session) return refused(INVALID);
  if (session.kind !== 'role') {
    return refused('Only federation tokens or assume role tokens may be used for federated login.');
  }
  const isFine =
    duration === undefined || (/^\d+$/.test(duration) && Number(duration) >= 900 && Number(duration) <= 43200);
  if (!isFine || (duration !== undefined && session.isChained)) return refused(INVALID);
  const expires = Math.floor(state.clock.now().getTime() / 1000) + TOKEN_SECONDS;
  const body = JSON.stringify({
    SigninToken: seal({ ...session, accessKeyId: SIGN_IN, secret: '', expires }, state.tokenKey),
  });
  return plain(200, 'ok', body, { 'content-type': 'application/json;charset=UTF-8' });
}

function login({ SigninToken: token = '', Destination: to = '' }: Fields, { tokenKey, clock }: State): Answer {
  const session = unseal(token, tokenKey);
  const isFine = session?.accessKeyId === SIGN_IN && session.expires * 1000 > clock.now().getTime();
  if (!isFine || !URL.canParse(to)) return refused('Invalid sign-in token');
  const { name, accountId } = session;
  return plain(302, 'ok', page('Signed in', `Signed in as ${name} @ ${accountId}`), { ...html, location: to });
}

/** The console's sign-in: `getSigninToken` with the session of a role, and `login`, which leads into the console. */
export function signIn(fields: Fields, state: State): Answer {
  if (fields.Action === 'getSigninToken') return getSigninToken(fields, state);
  return fields.Action === 'login' ? login(fields, state) : refused('Unknown action');
}
