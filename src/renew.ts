import { type Connection, connection } from './aws/connection.ts';
import { type Endpoint, likelyStsUrl } from './aws/endpoint.ts';
import type { Step } from './aws/plan.ts';
import type { KeyPair } from './aws/profile.ts';
import { type Circumstances, causeOf, explain } from './aws/refusals.ts';
import type { Sts } from './aws/sts.ts';
import { sendCode } from './code/send.ts';
import type { CodeSource } from './code/source.ts';
import type { Context } from './context.ts';
import { Failure } from './errors.ts';
import { keepEntry } from './store/keep.ts';
import type { Session } from './store/session.ts';
import type { User } from './store/user.ts';

/** What is to be carried out. */
export interface Job {
  /** The calls that are left to do. */
  steps: Step[];
  /** Who signs the first of them. */
  signer: KeyPair | Session;
  endpoint: Endpoint;
  codes: CodeSource;
  /** What people call the source of the keys. */
  profile: string;
  user: User;
  /** The cache folder; undefined: nothing is kept. */
  cache: string | undefined;
}

/**
 * Carries out a plan: asks for the code, calls STS, keeps each session.
 * @returns the last step's session
 * @throws Failure: what AWS, the network or the user said
 */
export async function renew(job: Job, context: Context): Promise<Session> {
  const url = likelyStsUrl(job.endpoint);
  const link = await connection(job.endpoint, context.env, url);
  let client: Promise<Sts> | undefined;
  const ready = (): Promise<Sts> => {
    client ??= prepare(job.endpoint, link, url);
    return client;
  };
  try {
    let signer: KeyPair | Session = job.signer;
    for (const step of job.steps) {
      const session = await carryOut(job, step, signer, ready, context);
      keep(job, step, session, context);
      signer = session;
    }
    return signer as Session;
  } finally {
    job.codes.close();
    link.close();
  }
}

/** Opens the connection, then loads the SDK: the one goes on while the other keeps us busy. */
async function prepare(endpoint: Endpoint, link: Connection, url: URL | undefined): Promise<Sts> {
  if (url) link.open(url);
  const { sts } = await import('./aws/sts.ts');
  return sts(endpoint, link);
}

async function carryOut(
  job: Job,
  step: Step,
  signer: KeyPair | Session,
  ready: () => Promise<Sts>,
  context: Context,
): Promise<Session> {
  const { device } = step;
  while (device !== undefined) {
    // The user types while the connection opens and the SDK loads.
    const [code, client] = await Promise.all([job.codes.next(question(job, device)), ready()]);
    const answer = await sendCode({
      code,
      device,
      memory: job.cache,
      now: context.now,
      send: () => client.call(step, signer, code),
      explain: (error) => explain(error, causeOf(error), circumstances(job, step, context)),
    });
    if (!(answer instanceof Failure)) return answer;
    if (!job.codes.tryAgain(answer.message)) throw answer;
  }
  try {
    return await (await ready()).call(step, signer, undefined);
  } catch (error) {
    throw explain(error, causeOf(error), circumstances(job, step, context));
  }
}

/** Says which user and device the code is for (C4.2). */
function question({ profile, user }: Job, device: string): string {
  const name = /:(?:user|mfa)\/(?:.*\/)?([^/]+)$/.exec(user.arn ?? device)?.[1];
  return `MFA code for ${profile} (${name ? `user ${name}, ` : ''}device ${device}): `;
}

const circumstances = (job: Job, step: Step, context: Context): Circumstances => ({
  profile: job.profile,
  region: job.endpoint.region,
  host: likelyStsUrl(job.endpoint)?.host ?? `STS in ${job.endpoint.region}`,
  device: step.device,
  role: step.action === 'AssumeRole' ? step.role.arn : undefined,
  now: context.now(),
});

/** A session that cannot be kept is still a session (C5.2). */
function keep({ cache }: Job, step: Step, session: Session, context: Context): void {
  if (cache === undefined) return;
  try {
    keepEntry(cache, step.cacheKey, session);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    context.warn(`the session could not be kept in ${cache} (${code}): the next terminal will ask for a code again`);
  }
}
