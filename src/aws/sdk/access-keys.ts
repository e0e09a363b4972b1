import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import type { Session } from '../../cache/entry.ts';
import type { Environment } from '../../shell/env-diff.ts';
import type { Where } from '../endpoint.ts';
import { notAws } from '../error-kind.ts';
import type { KeyPair } from '../profile.ts';
import { checkEmpty, openIam } from './iam-calls.ts';

export interface ListedKey {
  id: string;
  isActive: boolean;
  /** Milliseconds since 1970. */
  created: number;
}

/** The calls for the access keys of one user. They throw errors of the SDK. None that changes something is repeated. */
export interface AccessKeys {
  list: () => Promise<ListedKey[]>;
  create: () => Promise<KeyPair & { created: number }>;
  setActive: (id: string, isActive: boolean) => Promise<void>;
  remove: (id: string) => Promise<void>;
  /** Milliseconds since 1970; undefined for a key that was never used. */
  lastUsed: (id: string) => Promise<number | undefined>;
}

/** Two per user (IAM quotas). The limit stops a faulty server that always sends another page. */
const KEY_LIMIT = 100;

/** @param UserName a session has to name the user @param stop ends all calls */
export async function accessKeys(
  signer: Session,
  UserName: string,
  where: Where,
  env: Environment,
  stop?: AbortSignal,
): Promise<AccessKeys> {
  const { client, once } = await openIam(signer, where, env, stop);
  return {
    async list() {
      const keys: ListedKey[] = [];
      let Marker: string | undefined;
      do {
        const page = await once((end) => client.send(new ListAccessKeysCommand({ UserName, Marker }), end));
        if (!page.AccessKeyMetadata) throw notAws();
        for (const { AccessKeyId, Status, CreateDate } of page.AccessKeyMetadata) {
          const isActive = Status === 'Active';
          if (AccessKeyId) keys.push({ id: AccessKeyId, isActive, created: CreateDate?.getTime() ?? 0 });
        }
        Marker = page.IsTruncated ? page.Marker : undefined;
      } while (Marker && keys.length < KEY_LIMIT);
      return keys;
    },
    async create() {
      const answer = await once((end) => client.send(new CreateAccessKeyCommand({ UserName }), end));
      const { AccessKeyId = '', SecretAccessKey = '', CreateDate } = answer.AccessKey ?? {};
      // They go into a file, where a line break would begin another setting.
      if (!/^\w+$/.test(AccessKeyId) || !/^[!-~]+$/.test(SecretAccessKey)) throw notAws();
      const created = CreateDate?.getTime() ?? Date.now();
      return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, created };
    },
    async setActive(AccessKeyId, isActive) {
      const Status = isActive ? 'Active' : 'Inactive';
      checkEmpty(await once((end) => client.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status }), end)));
    },
    async remove(AccessKeyId) {
      checkEmpty(await once((end) => client.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }), end)));
    },
    async lastUsed(AccessKeyId) {
      const answer = await once((end) => client.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }), end));
      if (!answer.AccessKeyLastUsed) throw notAws();
      return answer.AccessKeyLastUsed.LastUsedDate?.getTime();
    },
  };
}
