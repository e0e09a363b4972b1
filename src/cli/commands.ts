/** The commands of the help, by what they are for. */
export type Group = 'Every day' | 'Set-up';

export interface CommandFacts {
  /** How it is called, behind `mfa-env`. */
  call: string;
  /** What it does. Tab offers it as far as the first comma, colon or parenthesis. */
  summary: string;
  /** What its own help and the man page say besides. */
  more?: string;
  group: Group;
  /** Lines to type, and what each does. */
  examples: readonly (readonly [line: string, does: string])[];
  /** `change`: code that `authaws` evaluates. `functions`: code for a start-up file. `report`: something to read. */
  prints: 'change' | 'functions' | 'report';
  /** What its first word can be, for Tab: one of these, or a command of the user's and its words. */
  first?: readonly string[] | 'command line';
}

/** Every command. Parsers, help, man page and shell functions come from this table. `get`, the main job, has no word. */
export const commands = {
  get: {
    call: '[PROFILE] [CODE] [OPTIONS]',
    summary: 'print shell code that puts an MFA session into this shell',
    more: 'PROFILE is a profile of ~/.aws/config. Write -p in front of it if it is also a command or a number. CODE is the six digits, or - to read them from stdin. A CODE always starts a new session.',
    group: 'Every day',
    examples: [['mfa-env acme', 'start a session of acme for this shell']],
    prints: 'change',
  },
  setup: {
    call: 'setup [PROFILE] [--undo]',
    summary: 'set everything up: shell, key, MFA device',
    more: 'It finds what is there already, and asks before each change. You can stop it and run it again.',
    group: 'Set-up',
    examples: [
      ['mfa-env setup', 'set up shell, key and MFA device'],
      ['mfa-env setup --undo', 'take out what it put into start-up files'],
    ],
    prints: 'report',
  },
  init: {
    call: 'init bash|zsh|fish [--auto] [--wrap COMMANDS]',
    summary: 'print the shell functions for a start-up file',
    more: 'With --auto, a new terminal silently takes the cached session of its profile. With --wrap aws,terraform, these commands ask for a code first if the session is over.',
    group: 'Set-up',
    examples: [
      ['eval "$(mfa-env init bash)"', 'the line for ~/.bashrc'],
      ['eval "$(mfa-env init zsh)"', 'the line for ~/.zshrc'],
      ['status is-interactive; and mfa-env init fish | source', 'the line for config.fish'],
    ],
    prints: 'functions',
    first: ['bash', 'zsh', 'fish'],
  },
  rotate: {
    call: 'rotate [PROFILE] [--undo | --finish]',
    summary: 'replace the access key with a new one',
    more: 'It needs a session with MFA. The old key becomes Inactive: --undo restores it, --finish or the next rotation deletes it.',
    group: 'Set-up',
    examples: [
      ['mfa-env rotate acme', 'replace the key of acme in all files'],
      ['mfa-env rotate acme --undo', 'restore the old key'],
    ],
    prints: 'report',
  },
  keep: {
    call: 'keep [PROFILE] [--in STORE] [--undo]',
    summary: 'move the access key into a keyring or password manager',
    more: 'secret-service is the keyring of GNOME, KDE or KeePassXC, and keychain is that of macOS. AWS tools then read the key from there, by credential_process.',
    group: 'Set-up',
    examples: [
      ['mfa-env keep acme --in pass', 'move the key of acme into pass'],
      ['mfa-env keep acme --undo', 'bring it back into the file'],
    ],
    prints: 'report',
  },
  exec: {
    call: 'exec [PROFILE] [OPTIONS] -- COMMAND [ARGUMENT ...]',
    summary: 'run one command with the session',
    more: 'The exit status is that of COMMAND.',
    group: 'Every day',
    examples: [
      ['mfa-env exec acme -- aws s3 ls', 'run one command with a session'],
      ['mfa-env exec admin --read-only -- terraform plan', 'run it with a role that can only read'],
      ['mfa-env exec --live admin -- terraform apply', 'renew its session while it runs'],
    ],
    prints: 'report',
    first: 'command line',
  },
  console: {
    call: 'console [PROFILE] [SERVICE|URL] [--print]',
    summary: 'open the AWS console with the session of a role',
    more: 'SERVICE is a name such as s3, and URL a page of the console. $BROWSER names the browser.',
    group: 'Every day',
    examples: [
      ['mfa-env console acme', 'open the console with the role of acme'],
      ['mfa-env console acme s3', 'open S3 there'],
    ],
    prints: 'report',
  },
  status: {
    call: 'status [--json]',
    summary: 'show the session of each terminal, and the cached ones',
    group: 'Every day',
    examples: [['mfa-env status --json', 'for scripts']],
    prints: 'report',
  },
  list: {
    call: 'list [--json]',
    summary: 'show the profiles, and where each gets its credentials',
    group: 'Every day',
    examples: [['mfa-env list --json', 'for scripts']],
    prints: 'report',
  },
  doctor: {
    call: 'doctor [PROFILE] [--json]',
    summary: 'check the set-up, and say how to fix it',
    group: 'Set-up',
    examples: [['mfa-env doctor acme', 'check the way to a session of acme']],
    prints: 'report',
  },
  policy: {
    call: 'policy [PROFILE] [--region REGION]',
    summary: 'print the IAM policy that enforces MFA',
    more: 'The profile or --region says whether it is for AWS, GovCloud or China.',
    group: 'Set-up',
    examples: [
      ['mfa-env policy > mfa.json', 'write it into a file'],
      ['aws iam create-policy --policy-name mfa --policy-document file://mfa.json', 'make it'],
    ],
    prints: 'report',
  },
  logout: {
    call: 'logout [PROFILE]',
    summary: 'delete cached sessions: all, or those of one profile',
    group: 'Every day',
    examples: [['mfa-env logout acme', 'delete those of the user of acme']],
    prints: 'report',
  },
} as const satisfies Record<string, CommandFacts>;

export type Command = keyof typeof commands;

/** What is known of a first word that stands for the option of its name: `clear` is `--clear`. */
interface OptionWordFacts {
  call: string;
  summary: string;
  group: Group;
  examples: CommandFacts['examples'];
  prints: 'change' | 'report';
  /** What Tab offers behind it. */
  first?: 'profiles' | 'commands';
}

/** Words that are no commands of their own: the parsers read each as its option. */
export const optionWords = {
  refresh: {
    call: 'refresh [PROFILE]',
    summary: 'start a new session even if one is cached',
    group: 'Every day',
    examples: [['mfa-env refresh acme', 'start a new session of acme']],
    prints: 'change',
    first: 'profiles',
  },
  clear: {
    call: 'clear',
    summary: 'take the session out of this shell',
    group: 'Every day',
    examples: [['mfa-env clear', 'put back what was there before']],
    prints: 'change',
  },
  help: {
    call: 'help [COMMAND]',
    summary: 'show the help of a command',
    group: 'Set-up',
    examples: [['mfa-env help exec', 'show how to use exec']],
    prints: 'report',
    first: 'commands',
  },
  version: {
    call: 'version',
    summary: 'show the version',
    group: 'Set-up',
    examples: [['mfa-env version', 'for a bug report']],
    prints: 'report',
  },
} as const satisfies Record<string, OptionWordFacts>;

export type OptionWord = keyof typeof optionWords;

export const isOptionWord = (word: string): word is OptionWord => Object.hasOwn(optionWords, word);
