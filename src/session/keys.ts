import type { KeyPair } from '../aws/profile.ts';
import { type KeySource, keyIdOf } from '../aws/source-chain.ts';
import type { Context } from '../context.ts';
import { configuration } from '../errors.ts';
import { configureLine } from '../text/quote.ts';

/** The long-term keys of a session. Its id is known at once; a store is asked for the secret when that is needed. */
export interface LongTermKeys {
  accessKeyId: string;
  /** @throws Failure (configuration) where the command gives no keys */
  pair: () => Promise<KeyPair>;
  /** undefined until a store was asked. */
  known: () => KeyPair | undefined;
}

/** @throws Failure (configuration) where a command gives no keys */
export async function openKeys(source: KeySource, { env, watchSignals }: Context): Promise<LongTermKeys> {
  if (source.from !== 'process') return inHand(source.keys);
  const ask = async (): Promise<KeyPair> => {
    watchSignals();
    const { keysFromProcess } = await import('../aws/credential-process.ts');
    return keysFromProcess(source.command, source.profile, env);
  };
  const accessKeyId = keyIdOf(source);
  if (accessKeyId === undefined) return inHand(await ask());
  let known: KeyPair | undefined;
  const pair = async (): Promise<KeyPair> => {
    known ??= await ask();
    if (known.accessKeyId === accessKeyId) return known;
    throw configuration(
      `profile ${source.profile} asks its store for the key ${accessKeyId}, and gets ${known.accessKeyId}`,
      `enter the right one, then keep it again: ${configureLine(source.profile)}`,
    );
  };
  return { accessKeyId, pair, known: () => known };
}

const inHand = (keys: KeyPair): LongTermKeys => ({
  accessKeyId: keys.accessKeyId,
  pair: async () => keys,
  known: () => keys,
});
