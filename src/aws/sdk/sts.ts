import { Agent } from 'node:http';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { isSession, type Session } from '../../cache/entry.ts';
import { refused } from '../../errors.ts';
import { isoSeconds, showDuration } from '../../text/time.ts';
import type { Endpoint } from '../endpoint.ts';
import { errorKind, notAws } from '../error-kind.ts';
import type { Step } from '../plan.ts';
import type { KeyPair } from '../profile.ts';
import { clientSettings, deadline, WHO_ANSWERS, withinADay } from './client.ts';
import type { Connection } from './connection.ts';

export interface Sts {
  /** Makes the call of a step. A call with a code is repeated only after a clock correction (C4.3). */
  call: (step: Step, signer: KeyPair | Session, code: string | undefined, sessionName?: string) => Promise<Session>;
  /** Makes a call with a canned answer, so that all code is loaded and compiled before the real one. */
  rehearse: () => Promise<void>;
  /** The ARN of the user who owns the keys. @param abortSignal ends the call with all its retries */
  caller: (signer: KeyPair | Session, abortSignal?: AbortSignal) => Promise<string>;
}

/** @param onSkew called after a clock correction, with the seconds that the clock of this machine is ahead */
export function sts(endpoint: Endpoint, connection: Connection, onSkew: (ahead: number) => void = () => {}): Sts {
  const client = (signer: KeyPair | Session, maxAttempts: number): STSClient =>
    withinADay(new STSClient(clientSettings(endpoint, connection, signer, maxAttempts)));
  return {
    async call(step, signer, code, sessionName) {
      const once = client(signer, code === undefined ? 3 : 1);
      const send = async (): Promise<Session> => {
        const session = await request(once, step, code, sessionName);
        // The client has corrected its clock if that was off by minutes.
        const { systemClockOffset: behind } = once.config;
        if (behind !== 0) onSkew(-behind / 1000);
        return session;
      };
      try {
        return await send();
      } catch (error) {
        // STS checks the clock before the code, so the code is still unused. The call would fail again without a new clock.
        if (errorKind(error) !== 'clock' || once.config.systemClockOffset === 0) throw error;
        return await send();
      }
    },
    async rehearse() {
      const agent = new Agent();
      agent.createConnection = () => cannedConnection();
      const settings = clientSettings({ ...endpoint, url: 'http://rehearsal' }, { agent, open() {} }, rehearsalKeys, 1);
      await request(new STSClient(settings), rehearsal).catch(() => {});
    },
    async caller(signer, abortSignal = deadline('user').abortSignal) {
      const { Arn } = await client(signer, 3).send(new GetCallerIdentityCommand({}), { abortSignal });
      if (!Arn) throw notAws();
      return Arn;
    },
  };
}

/** The example keys of AWS's documentation. Nothing that they sign is sent. */
const rehearsalKeys = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

const rehearsal: Step = { action: 'GetSessionToken', duration: 900, cacheKey: '' };

/** A connection to nobody, which gives AWS's answer. */
function cannedConnection(): Socket {
  const body = `<GetSessionTokenResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetSessionTokenResult>
<Credentials><AccessKeyId>A</AccessKeyId><SecretAccessKey>S</SecretAccessKey><SessionToken>T</SessionToken>
<Expiration>${new Date(Date.now() + 900_000).toISOString()}</Expiration></Credentials></GetSessionTokenResult></GetSessionTokenResponse>`;
  const answer = `HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  const connection = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  setImmediate(() => connection.push(answer));
  // The SDK calls it where somebody takes more than three seconds to type the code.
  return Object.assign(connection, { setTimeout: () => connection }) as unknown as Socket;
}

/** A session may last longer than asked for by this much (C5.0). */
const GRACE_S = 300;

/** Linux allows 128 KB per variable. AWS's tokens have about 1 KB. */
const TOKEN_LIMIT_BYTES = 65_536;

/** Checks that a session is what was asked for (C5.0). @param now milliseconds, by the later of AWS's clock and ours */
function checkGrant({ expires, ...keys }: Session, { duration }: Step, now: number): void {
  if (expires > now / 1000 + duration + GRACE_S) {
    throw refused(
      `the answer is a session until ${isoSeconds(expires)}, though ${showDuration(duration)} was asked for`,
      WHO_ANSWERS,
    );
  }
  if (Object.values(keys).some((text) => Buffer.byteLength(text) > TOKEN_LIMIT_BYTES))
    throw refused('the session token is over 64 KB, too long for an environment variable', WHO_ANSWERS);
}

async function request(client: STSClient, step: Step, code?: string, sessionName?: string): Promise<Session> {
  const mfa = code === undefined ? {} : { SerialNumber: step.device, TokenCode: code };
  const common = { DurationSeconds: step.duration, ...mfa };
  const answer =
    step.action === 'GetSessionToken'
      ? await client.send(new GetSessionTokenCommand(common), deadline())
      : await client.send(
          new AssumeRoleCommand({
            ...common,
            RoleArn: step.role.arn,
            RoleSessionName: step.role.sessionName ?? sessionName,
            ExternalId: step.role.externalId,
            SourceIdentity: step.role.sourceIdentity,
            Tags: step.role.tags?.map(([Key, Value]) => ({ Key, Value })),
            TransitiveTagKeys: step.role.transitiveTags?.slice(),
            PolicyArns: step.role.policyArns?.map((arn) => ({ arn })),
          }),
          deadline(),
        );
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
  const session = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expires: Math.floor((Expiration?.getTime() ?? Number.NaN) / 1000),
  };
  if (!isSession(session)) throw notAws();
  checkGrant(session, step, Date.now() + Math.max(0, client.config.systemClockOffset));
  return session;
}
