import type { StoreName } from '../aws/long-term-keys.ts';
import { configuration, usage } from '../errors.ts';
import type { Environment } from '../shell/env-diff.ts';
import type { Place } from './look.ts';
import { stores, storesThere } from './store-names.ts';

/** The store that is named, if its program is there. @throws Failure (configuration) */
export function checkedStore(store: StoreName, { line }: Place, env: Environment): StoreName {
  const there = storesThere(env);
  if (there.includes(store)) return store;
  const { title, program } = stores[store];
  const [other] = there;
  throw configuration(
    `${title} needs the program ${program}, which was not found`,
    other === undefined ? 'install it' : `install it, or take another store: ${line('--in', other)}`,
  );
}

/** Asks which store the key goes to. @param about what will change @throws Failure (usage, configuration, 130 on Ctrl-C) */
export async function chooseStore(about: readonly string[], { line }: Place, env: Environment): Promise<StoreName> {
  const there = storesThere(env);
  const [first] = there;
  if (first === undefined) {
    const programs = Object.values(stores).map(({ program }) => program);
    throw configuration(`no keyring or password manager was found: ${programs.join(', ')}`, 'install one of them');
  }
  const { questionsOnTerminal } = await import('../terminal/questions.ts');
  const ask = questionsOnTerminal('mfa-env keep', env);
  if (!ask) {
    throw usage(
      `keep asks at a terminal for the store, and there is none; it could be ${there.join(', ')}`,
      `name it: ${line('--in', first)}`,
    );
  }
  try {
    const choices = there.map((name) => ({ label: stores[name].title, hint: name }));
    return there[await ask.choose(['Where do you want to keep the access key?', ...about], choices)] ?? first;
  } finally {
    ask.close();
  }
}
