// Plays `security` of macOS or `op` of 1Password: its first word says which. What it keeps is in $STAND_IN.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const [, , program, ...words] = process.argv;
const file = process.env.STAND_IN;
const stdin = () => readFileSync(0, 'utf8');
const kept = () => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});
/** Whether it is unlocked, or somebody has signed in. */
const isOpen = () => existsSync(path.dirname(file));
const save = (all) => writeFileSync(file, JSON.stringify(all));
const fail = (text, status) => {
  process.stderr.write(`${text}\n`);
  process.exit(status);
};

/** The words of a line, as `security -i` splits it: either quote, and a backslash in and outside of both. */
function split(line) {
  const found = [];
  let word;
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const sign = line[at];
    if (quote === '' && /\s/.test(sign)) {
      if (word !== undefined) found.push(word);
      word = undefined;
    } else if (sign === '\\') word = (word ?? '') + (line[++at] ?? '');
    else if (sign === quote) quote = '';
    else if (quote === '' && /["']/.test(sign)) [quote, word] = [sign, word ?? ''];
    else word = (word ?? '') + sign;
  }
  return word === undefined ? found : [...found, word];
}

/** The options of a command of `security`. */
function optionsOf(given) {
  const all = {};
  for (let at = 0; at < given.length; at++) {
    const name = given[at];
    all[name] = name === '-U' || (name === '-w' && (given[at + 1] ?? '-').startsWith('-')) ? true : given[++at];
  }
  return all;
}

function security([command, ...given]) {
  const { '-s': service, '-a': account, '-w': shown, '-X': hex } = optionsOf(given);
  const all = kept();
  const name = `${service}/${account}`;
  const isThere = Object.hasOwn(all, name);
  switch (command) {
    case '-i':
      // A longer line is cut, and its rest is a command of its own.
      for (const line of stdin().match(/[^\n]{1,4095}/g) ?? []) security(split(line));
      return;
    case 'add-generic-password':
      if (isThere) fail('security: SecKeychainItemCreateFromContent: The specified item already exists.', 45);
      return save({ ...all, [name]: hex === undefined ? shown : Buffer.from(hex, 'hex').toString() });
    case 'find-generic-password':
      if (!isThere) fail('security: SecKeychainSearchCopyNext: The specified item could not be found.', 44);
      if (shown !== true) return process.stdout.write(`class: "genp"\n    "acct"<blob>="${account}"\n`);
      // What a terminal could not show comes as hex.
      return process.stdout.write(
        /^[ -~]*$/.test(all[name]) ? `${all[name]}\n` : `${Buffer.from(all[name]).toString('hex')}\n`,
      );
    case 'delete-generic-password':
      if (!isThere) fail('security: SecKeychainSearchCopyNext: The specified item could not be found.', 44);
      delete all[name];
      return save(all);
    case 'show-keychain-info':
      if (!isOpen()) fail('security: SecKeychainCopySettings <NULL>: User interaction is not allowed.', 36);
      return process.stderr.write('Keychain "<NULL>" no-timeout\n');
    default:
      fail(`security: unknown command "${command}"`, 1); // with all of the line, as the real one
  }
}

function op([noun, verb, first, ...rest]) {
  if (noun === 'whoami') {
    if (!isOpen()) fail('[ERROR] account is not signed in', 1);
    return process.stdout.write('URL: https://my.1password.com\nEmail: alice@example.com\n');
  }
  const all = kept();
  if (noun !== 'document') fail(`[ERROR] unknown command "${noun}" for "op"`, 1);
  if (verb === 'create') {
    const title = rest[rest.indexOf('--title') + 1];
    save({ ...all, [title]: [...(all[title] ?? []), first === '-' ? stdin() : readFileSync(first, 'utf8')] });
    return process.stdout.write('{"uuid":"4xpzs2mfvjdgjfbgqyqyx5l5ga"}\n');
  }
  const found = all[first] ?? [];
  if (found.length !== 1) fail(`[ERROR] "${first}" ${found.length ? 'is more than one item' : "isn't an item"}.`, 1);
  if (verb === 'get') return process.stdout.write(found[0]);
  delete all[first];
  return save(all);
}

if (program === 'op') op(words);
else security(words);
