import { denialIn, nextStep } from '../aws/denials.ts';
import { errorKind, isNamed } from '../aws/error-kind.ts';
import { exitStatus, Failure, isFailure, refused, textOf } from '../errors.ts';
import type { Local } from './guide.ts';

/** What a run would do, as far as the files tell. The first line begins with a verb. */
export async function intent(local: Local): Promise<string[]> {
  const { wanted, kept, resolved, owner, place } = local;
  const { from, to, isDone, isUndo } = kept?.rotation ?? {};
  const id = resolved.keys.accessKeyId;
  if (wanted === 'finish')
    return [`delete the key ${from?.accessKeyId ?? ''}, which ${to?.accessKeyId ?? 'no other'} replaced`];
  if (wanted === 'undo' || (isUndo && !isDone))
    return [
      `put the key ${wanted === 'undo' && !isUndo ? from?.accessKeyId : to?.accessKeyId} back`,
      `into ${await place.where(id)}`,
      'the other key becomes Inactive',
    ];
  if (kept && !isDone)
    return ['go on with the rotation that was stopped', `the key ${from?.accessKeyId} becomes Inactive`];
  const next = [
    `replace the key ${id} of profile ${owner}`,
    `in ${await place.where(id)}`,
    'the old key becomes Inactive',
  ];
  return from ? [...next, `the one before it is deleted: ${from.accessKeyId}`] : next;
}

/** An error of IAM as a message. @param again the line that goes on @param explain for what can happen to any call */
export async function rotateFailure(error: unknown, again: string, explain: () => Promise<Failure>): Promise<Failure> {
  if (isFailure(error)) return error;
  const text = textOf(error, 'message');
  if (isNamed(error, 'LimitExceeded'))
    return refused('another key was made meanwhile, and AWS allows two', `see which: ${again}`, error);
  const [, action] = /\biam:(\w+AccessKeys?\w*)/.exec(text) ?? [];
  if (errorKind(error) !== 'denied' || action === undefined) return await explain();
  const denial = denialIn(text);
  const isOfPolicy = denial.policy === undefined || denial.policy === 'identity';
  return refused(
    `your user may not ${verbs[action] ?? 'do that with'} an access key: AWS refused iam:${action}`,
    isOfPolicy
      ? `ask an administrator for "iam:${action}" on your own user, in a policy such as this one: mfa-env policy`
      : nextStep(denial),
    error,
  );
}

/** @param again the line that makes a new key */
export const noRotation = (owner: string, again: string): Failure =>
  refused(`profile ${owner} has no rotation to undo or finish`, `make a new key: ${again}`);

/** The person said no. @param again the line that asks again */
export const declined = (again: string): Failure =>
  new Failure(exitStatus.interrupted, 'nothing was changed', `to rotate it later: ${again}`);

const verbs: Readonly<Record<string, string>> = {
  ListAccessKeys: 'list',
  CreateAccessKey: 'create',
  UpdateAccessKey: 'activate or deactivate',
  DeleteAccessKey: 'delete',
};
