import { ListAccountAliasesCommand } from '@aws-sdk/client-iam';
import type { Session } from '../../cache/entry.ts';
import type { Environment } from '../../shell/env-diff.ts';
import { endpointOf, iamUrl, type Where } from '../endpoint.ts';
import { errorKind, notAws } from '../error-kind.ts';
import type { KeyPair } from '../profile.ts';
import { connection } from './connection.ts';

// What the calls of set-up, rotate and doctor to IAM have in common. dist/ holds those in a file of their own.

const CALL_TIMEOUT_MS = 15_000;

type End = { abortSignal: AbortSignal };

/**
 * Opens the way to IAM. @param signer long-term keys or a session @param stop ends all calls
 * @returns the client; `once`, which makes a call that is not repeated; the enabled devices of the user who signs
 */
export async function openIam(signer: KeyPair | Session, where: Where, env: Environment, stop?: AbortSignal) {
  const endpoint = endpointOf('IAM', where, env);
  const link = await connection(endpoint, env, iamUrl(endpoint));
  const { iamClient, listDevices } = await import('./iam.ts');
  const client = iamClient(endpoint, link, signer, 1);
  /** A clock that is off by minutes is corrected by the first answer, which did nothing. */
  const once = async <Answer>(call: (end: End) => Promise<Answer>): Promise<Answer> => {
    const limit = AbortSignal.timeout(CALL_TIMEOUT_MS);
    const send = (): Promise<Answer> => call({ abortSignal: stop ? AbortSignal.any([limit, stop]) : limit });
    return await send().catch((error) => {
      if (errorKind(error) !== 'clock' || client.config.systemClockOffset === 0) throw error;
      return send();
    });
  };
  return { client, once, devices: () => listDevices(endpoint, link, signer) };
}

/** AWS's own answer has a number in its headers. */
export function checkEmpty({ $metadata }: { $metadata: { requestId?: string | undefined } }): void {
  if ($metadata.requestId === undefined) throw notAws();
}

/** Only a name for people: it is not waited for longer. */
const ALIAS_TIMEOUT_MS = 4000;

/** The name of the account of these keys. @throws errors of the SDK; many users may not read it */
export async function accountAlias(...about: Parameters<typeof openIam>): Promise<string | undefined> {
  const { client } = await openIam(...about);
  const { AccountAliases = [] } = await client.send(new ListAccountAliasesCommand({}), {
    abortSignal: AbortSignal.timeout(ALIAS_TIMEOUT_MS),
  });
  return AccountAliases[0];
}
