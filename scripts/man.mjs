// The man pages mfa-env(1), made from the table of commands and options, and authaws(1): `node scripts/man.mjs | man -l -`
import { loadTable } from './table.mjs';

const environment = [
  ['MFA_ENV_CODE_COMMAND', 'A command that prints a code, if the profile has no mfa_process.'],
  ['MFA_ENV_CACHE_DIR', 'The cache folder.'],
  ['MFA_ENV_MAX_KEY_AGE', 'After how many days doctor calls a key old: 90 by default, 0 for never.'],
  ['MFA_ENV_DEBUG', '1 shows where an error happened, with secrets masked.'],
  ['AWS_MFA_SERIAL', 'The MFA device, if --serial names none.'],
  ['AWS_PROFILE, AWS_DEFAULT_PROFILE', 'The profile, if you name none.'],
  ['AWS_REGION, AWS_DEFAULT_REGION', 'The AWS region, if --region names none.'],
  ['AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE', 'Other files than those in ~/.aws.'],
  ['AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY', 'A long-term key, used if you name no profile.'],
  [
    'AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL_IAM, AWS_ENDPOINT_URL_SIGNIN',
    'Other servers than those of AWS.',
  ],
  ['BROWSER', 'The browser of mfa-env console.'],
  ['HTTPS_PROXY, NO_PROXY, AWS_CA_BUNDLE', 'The way to AWS.'],
  ['NO_COLOR, FORCE_COLOR', 'Turn colours off, on.'],
];

const sets = [
  'AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN and AWS_CREDENTIAL_EXPIRATION; AWS_REGION and',
  'AWS_DEFAULT_REGION if you have set neither and the profile names a region; MFA_ENV_PROFILE, MFA_ENV_EXPIRES,',
  'MFA_ENV_REGION, MFA_ENV_ROLE_ARN, MFA_ENV_LIMIT, and MFA_ENV_WAS_... for what clear restores. AWS_PROFILE, AWS_DEFAULT_PROFILE,',
  'AWS_SECURITY_TOKEN, AWS_SESSION_EXPIRATION and AWS_ACCOUNT_ID are unset, because tools would prefer them.',
].join(' ');

const files = [
  [
    '~/.aws/config, ~/.aws/credentials',
    'Profiles and keys, read as the AWS CLI reads them. Settings: mfa_serial, mfa_process, source_profile, role_arn, external_id, role_session_name, source_identity, session_tags, transitive_session_tags, duration_seconds, credential_process, region.',
  ],
  ['~/.local/share/mfa-env', 'The shell functions that setup made. Or $XDG_DATA_HOME/mfa-env.'],
  ['~/.aws/mfa-env', 'The key that mfa-env rotate replaced, for --undo, until --finish.'],
  [
    '~/.cache/mfa-env',
    'Sessions, readable for you alone, not encrypted. NAME.until says when one ends, shell-PID.json which shell has one. Or $XDG_CACHE_HOME/mfa-env, or $MFA_ENV_CACHE_DIR.',
  ],
];

const statuses = [
  ['0', 'done'],
  ['1', 'AWS or the network said no, or --cached found no session'],
  ['2', 'usage: a bad option or code, or a code is needed and there is no terminal to ask on'],
  ['3', 'configuration: no such profile, no long-term key, no MFA device, an unreadable file; doctor found an error'],
  ['130', 'cancelled with Ctrl-C'],
];

const examples = [
  ['Set it up once, then start a session of the profile acme in any terminal:', 'mfa-env setup\nauthaws acme'],
  ['Without the shell functions:', 'eval "$(mfa-env acme || echo false)" && terraform apply'],
  ['In fish:', 'mfa-env acme | source; and terraform apply'],
  ['For one command only:', 'mfa-env exec acme -- terraform plan'],
  ['In ~/.aws/config, for tools that ask by themselves:', 'credential_process = mfa-env acme-keys -f json -q'],
];

const security = [
  'A session is in the environment, where every program that you start can read it. Until it ends, it is also in the cache, unencrypted, unless you say --no-cache.',
  'A code on the command line shows in ps while mfa-env runs, and stays in your history. It works only once, but better type it at the prompt.',
  'A bare eval under set -x shows the session; authaws does not.',
];

const setUp =
  'mfa-env setup does all of this, and asks before each step. By hand, add one line to a start-up file: it loads the shell functions. With --auto, a new terminal takes the cached session of its profile.';
const mfaSerial =
  'In ~/.aws/config, mfa_serial names the MFA device of a profile. Without that line mfa-env looks the device up.';
const startUpLines = [
  ['~/.bashrc', 'eval "$(mfa-env init bash)"'],
  ['~/.zshrc', 'eval "$(mfa-env init zsh)"'],
  ['~/.config/fish/config.fish', 'status is-interactive; and mfa-env init fish | source'],
];

const prompt =
  'mfa_env_prompt prints the profile and the time left, such as acme 7h32m, from the environment alone. In the last ten minutes it prints acme 9m!, and authaws starts a new session. Then it prints acme expired.';
const promptLines = [
  ['bash', "PS1='$(mfa_env_prompt) \\w \\$ '"],
  ['zsh', "setopt prompt_subst; PROMPT='$(mfa_env_prompt) %~ %# '"],
  ['fish', 'function fish_right_prompt; mfa_env_prompt; end'],
];

/**
 * The page, as roff.
 * @param {{ commands: object, optionWords: object, options: object }} table
 * @param {string} version
 * @returns {string}
 */
export function manPage({ commands, optionWords, options }, version) {
  const names = Object.keys(commands);
  const callOf = (facts) => `mfa-env ${facts.call}`;
  const call = (name) => callOf(commands[name]);
  const words = Object.values(optionWords);
  return `${[
    `.TH MFA-ENV 1 "" "mfa-env ${plain(version)}" "User Commands"`,
    '.ad l\n.nh',
    section('NAME', 'mfa\\-env \\- put an AWS MFA session into the shell'),
    section(
      'SYNOPSIS',
      `.nf\n${['eval "$(mfa-env [PROFILE] [CODE] [OPTIONS])"', ...names.map(call), ...words.map(callOf)].map(bold).join('\n')}\n.fi`,
    ),
    section('DESCRIPTION', ...description.map(plain)),
    section('SET\\-UP', plain(setUp), ...startUpLines.map((one) => item(...one)), '.PP', plain(mfaSerial)),
    section(
      'COMMANDS',
      ...names.map((name) =>
        item(call(name), sentence(commands[name].summary), commands[name].more, optionsOf(name, call(name), options)),
      ),
      ...words.map((one) => item(callOf(one), sentence(one.summary))),
    ),
    section('OPTIONS', ...Object.entries(options).map((one) => optionItem(...one))),
    section('PROMPT', plain(prompt), ...promptLines.map((one) => item(...one))),
    section('ENVIRONMENT', ...environment.map((one) => item(...one)), '.PP', `Set by the code: ${plain(sets)}`),
    section('FILES', ...files.map((one) => item(...one))),
    section('EXIT STATUS', ...statuses.map((one) => item(...one)), '.PP', plain(statusNote)),
    section('EXAMPLES', ...examples.map(example)),
    section('SECURITY', security.map(plain).join('\n.PP\n')),
    section('SEE ALSO', '.BR authaws (1), aws (1)'),
  ].join('\n')}\n`;
}

const description = [
  'mfa-env takes the six digits of your MFA device, gets a session from AWS, and prints shell code. The shell that evaluates this code has the session: the AWS CLI, Terraform and the SDKs then just work. Other terminals take the same session without another code.',
  '.PP',
  'The function authaws does the same in one word, in bash, zsh and fish. It takes the same words and options. authaws clear takes the session out and restores what was there before.',
];
const statusNote =
  'Without a session, the printed code gives the same status and changes no variable, so that && stops. exec gives the status of its command.';

/** The page of authaws(1): what the shell function does beyond mfa-env. */
export function authawsPage(version) {
  const page = [
    `.TH AUTHAWS 1 "" "mfa-env ${plain(version)}" "User Commands"`,
    '.ad l\n.nh',
    section('NAME', 'authaws \\- put an AWS MFA session into this shell'),
    section(
      'SYNOPSIS',
      `.nf\n${['authaws [PROFILE] [CODE] [OPTIONS]', 'authaws refresh [PROFILE]', 'authaws clear', 'authaws COMMAND'].map(bold).join('\n')}\n.fi`,
    ),
    section('DESCRIPTION', ...authaws.map(plain)),
    section('EXAMPLES', ...authawsExamples.map(example)),
    section('SEE ALSO', '.BR mfa\\-env (1)'),
  ];
  return `${page.join('\n')}\n`;
}

const authaws = [
  'authaws is a function of bash, zsh and fish that runs mfa-env and evaluates what it prints, so that the session is in the shell you are in. It takes the commands and options of mfa-env. Those that print something to read, such as authaws status, evaluate nothing.',
  '.PP',
  'mfa-env setup puts it into the start-up file of your shell. If authaws is not found, run mfa-env setup and open a new terminal.',
  '.PP',
  'Without a session, nothing in the shell changes, and the status is that of mfa-env, so that && stops.',
];

const authawsExamples = [
  ['Start a session of the profile acme. It asks for a code only if none is cached:', 'authaws acme'],
  ['Start a new one with this code:', 'authaws acme 123456'],
  ['Take it out, and restore what was there before:', 'authaws clear'],
];

/** What a command takes besides --help and what its call shows. */
function optionsOf(command, call, options) {
  const own = Object.entries(options).filter(
    ([name, { of }]) => of.includes(command) && !/^(?:help|version)$/.test(name) && !call.includes(`--${name}`),
  );
  const names = own.map(([name]) => `--${name}`).join(', ');
  return command === 'get' || names === '' ? '' : `It also takes ${names}.`;
}

function optionItem(name, { alias, value, choices, help }) {
  const spelling = [alias && `-${alias}`, `--${name}`].filter(Boolean).map(bold).join(', ');
  const head = value ? `${spelling} \\fI${plain(value)}\\fR` : spelling;
  const words = [sentence(help), choices && `One of ${choices.join(', ')}.`].filter(Boolean);
  return `.TP\n${head}\n${plain(words.join(' '))}`;
}

const section = (title, ...parts) => [`.SH ${title}`, ...parts].join('\n');
const item = (head, ...texts) => `.TP\n${bold(head)}\n${plain(texts.filter(Boolean).join(' '))}`;
const example = ([what, lines]) => `.PP\n${plain(what)}\n.PP\n.RS 4\n.nf\n${plain(lines)}\n.fi\n.RE`;
const sentence = (text) => `${text[0].toUpperCase()}${text.slice(1)}.`;
const bold = (text) => `\\fB${plain(text)}\\fR`;

/** Text that roff takes for nothing else: no escapes, no requests, and hyphens that can be copied. */
const plain = (text) =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('`', '\\(ga')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
    .replace(/^\.(?!PP$)/gm, '\\&.');

if (process.argv[1] === import.meta.filename) {
  const { readFile } = await import('node:fs/promises');
  const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  const isAuthaws = process.argv[2] === 'authaws';
  process.stdout.write(isAuthaws ? authawsPage(version) : manPage(await loadTable(), version));
}
