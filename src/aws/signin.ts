import type { Agent } from 'node:http';
import type { Session } from '../cache/entry.ts';
import type { Environment } from '../shell/env-diff.ts';
import type { Endpoint } from './endpoint.ts';
import { notAws } from './error-kind.ts';
import { connection } from './sdk/connection.ts';

/** What the sign-in says to a session: a token, or the status with which it refuses. */
export type SigninAnswer = { token: string } | { refused: number };

const TIMEOUT_MS = 20_000;

/** AWS's answers have about 2 KB. */
const ANSWER_LIMIT_BYTES = 100_000;

/**
 * Asks for a sign-in token, which is good for 15 minutes (docs/aws.md, The console). The session stands in the address:
 * that is AWS's way, so the address is neither shown nor kept. @throws errors for `errorKind`
 * @param url with `/federation` @param duration seconds in the console; undefined for as long as this session
 */
export async function signinToken(
  url: URL,
  { accessKeyId, secretAccessKey, sessionToken }: Session,
  duration: number | undefined,
  endpoint: Endpoint,
  env: Environment,
  timeoutMs = TIMEOUT_MS,
): Promise<SigninAnswer> {
  const asked = new URL(url);
  const credentials = { sessionId: accessKeyId, sessionKey: secretAccessKey, sessionToken };
  asked.search = String(
    new URLSearchParams({
      Action: 'getSigninToken',
      ...(duration !== undefined && { SessionDuration: String(duration) }),
      Session: JSON.stringify(credentials),
    }),
  );
  const { agent } = await connection(endpoint, env, url);
  const { status, body } = await get(asked, agent, AbortSignal.timeout(timeoutMs));
  if ([400, 401, 403].includes(status)) return { refused: status };
  if (status >= 500)
    throw Object.assign(new Error('a failure of the server'), { $metadata: { httpStatusCode: status } });
  return { token: tokenIn(status === 200 ? body : '') };
}

/** @throws Error where it is not AWS that answers, such as a page of the network */
function tokenIn(body: string): string {
  try {
    const { SigninToken: token } = JSON.parse(body) as { SigninToken?: unknown };
    if (typeof token === 'string' && /^[!-~]{1,8192}$/.test(token)) return token;
  } catch {}
  throw notAws();
}

/** No redirect is followed. */
async function get(url: URL, agent: Agent, signal: AbortSignal): Promise<{ status: number; body: string }> {
  const { request } = url.protocol === 'http:' ? await import('node:http') : await import('node:https');
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, signal, headers: { accept: 'application/json' } }, (answer) => {
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > ANSWER_LIMIT_BYTES) answer.destroy(notAws());
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
      answer.on('error', reject);
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** The address that signs in whoever opens it, and leads to `destination`. It is a secret for 15 minutes. */
export function loginUrl(url: URL, token: string, destination: string): string {
  const login = new URL(url);
  login.search = String(
    new URLSearchParams({ Action: 'login', Issuer: 'mfa-env', Destination: destination, SigninToken: token }),
  );
  return login.href;
}
