import { followChain } from '../aws/chain.ts';
import { accountOf, namedDevice } from '../aws/device.ts';
import { excerpts } from '../aws/excerpt.ts';
import type { AwsFiles } from '../aws/files.ts';
import { profileNames, readProfile } from '../aws/profile.ts';
import { isFailure } from '../errors.ts';
import type { KeptSession } from '../store/entries.ts';

/** What there is to say of a profile without asking anybody. */
export interface ProfileView {
  name: string;
  /** Where its credentials come from. */
  from: 'keys' | 'source' | 'role' | 'process' | 'written' | 'nowhere';
  /** The profiles that it leans on, nearest first. */
  sources: string[];
  /** ARNs, in the order in which they are assumed. */
  roles: string[];
  account: string | undefined;
  device: string | undefined;
  /** Its cached session. */
  session: KeptSession | undefined;
  /** Why it cannot be used. */
  problem: string | undefined;
}

/** Every profile of the files, in their order (C1). */
export function viewProfiles(files: AwsFiles, sessions: readonly KeptSession[]): ProfileView[] {
  const excerptFor = excerpts(files);
  return profileNames(files).map((name) => viewProfile(excerptFor(name), name, sessions));
}

function viewProfile(files: AwsFiles, name: string, sessions: readonly KeptSession[]): ProfileView {
  const nothing = { name, sources: [], roles: [], account: undefined, device: undefined, session: undefined };
  try {
    const { lineage, roles, source } = followChain(files, name);
    const device = namedDevice(undefined, {}, lineage, () => readProfile(files, 'default'));
    const arns = roles.map(({ arn }) => arn);
    const accessKeyId = source.from === 'process' ? undefined : source.keys.accessKeyId;
    const session = sessions.find((kept) => kept.accessKeyId === accessKeyId && kept.roles.join() === arns.join());
    const [, ...sources] = lineage.map((profile) => profile.name);
    const borrowed = sources.length > 0 ? 'source' : 'keys';
    return {
      name,
      from: arns.length > 0 ? 'role' : source.from === 'process' ? 'process' : borrowed,
      sources,
      roles: arns,
      account: accountOf(arns.at(-1) ?? device ?? session?.device ?? ''),
      device: device ?? session?.device,
      session,
      problem: undefined,
    };
  } catch (error) {
    if (!isFailure(error)) throw error;
    const { aws_session_token: token } = readProfile(files, name)?.settings ?? {};
    return { ...nothing, from: token ? 'written' : 'nowhere', problem: error.message };
  }
}
