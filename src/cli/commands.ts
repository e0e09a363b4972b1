/** What is known of one command. */
export interface CommandFacts {
  /** How it is called, behind `mfa-env`. */
  call: string;
  /** How it is typed in a shell, where that is not `mfa-env` and the call. */
  typed?: string;
  /** What it does. Tab offers it as far as the first comma, colon or parenthesis. */
  summary: string;
  /** What the man page says besides. */
  more?: string;
  /**
   * `change`: code that changes the shell; `authaws` evaluates it. `functions`: code for a start-up file. `report`:
   * something to read. `authaws` hands the last two on as they are.
   */
  prints: 'change' | 'functions' | 'report';
  /** What its first word can be, for Tab: one of these, or a command of the user's and its words. */
  first?: readonly string[] | 'command line';
}

/**
 * Every command. The parsers, the help, the man page and the shell functions are made from this table. `get` is the
 * main job, and needs no word.
 */
export const commands = {
  get: {
    call: '[CODE] [OPTIONS]',
    typed: 'eval "$(mfa-env [CODE])"      authaws [CODE]      authaws --clear',
    summary: 'print shell code that puts an MFA session into this shell',
    more: 'CODE is the six digits, or - for standard input; with one, a new session is started in any case.',
    prints: 'change',
  },
  init: {
    call: 'init bash|zsh|fish [--auto]',
    typed: 'eval "$(mfa-env init bash [--auto])"      mfa-env init fish [--auto] | source',
    summary: 'print the shell functions: init bash|zsh|fish',
    more: 'With --auto, a new terminal takes the cached session of its profile, without a code and without a word.',
    prints: 'functions',
    first: ['bash', 'zsh', 'fish'],
  },
  setup: {
    call: 'setup [PROFILE]',
    typed: 'mfa-env setup [PROFILE] [--yes]      mfa-env setup --undo',
    summary: 'set everything up: shell, key, MFA device',
    more: 'It asks before each change, finds what is there already, and can be stopped and run again.',
    prints: 'report',
  },
  exec: {
    call: 'exec [OPTIONS] -- COMMAND [ARGUMENT ...]',
    typed: 'mfa-env exec [-p NAME] -- COMMAND ...',
    summary: 'run a command with the session in its environment only',
    more: 'The exit status is that of COMMAND.',
    prints: 'report',
    first: 'command line',
  },
  status: {
    call: 'status [--json]',
    summary: 'show the session of this shell, and the cached ones',
    prints: 'report',
  },
  list: {
    call: 'list [--json]',
    summary: 'show the profiles, and how each gets its credentials',
    prints: 'report',
  },
  doctor: {
    call: 'doctor [-p NAME] [--json]',
    typed: 'mfa-env doctor [-p NAME] [--json]      authaws doctor',
    summary: 'check the set-up, and say what to do about each finding',
    prints: 'report',
  },
  policy: {
    call: 'policy [-p NAME] [--region REGION]',
    typed: 'mfa-env policy [-p NAME] [--region REGION] > mfa.json',
    summary: 'print the IAM policy that enforces MFA, for the partition of -p or --region',
    more: 'For aws iam create-policy --policy-document file://mfa.json',
    prints: 'report',
  },
  logout: {
    call: 'logout [-p NAME]',
    summary: 'forget cached sessions: all, or those of -p',
    prints: 'report',
  },
} as const satisfies Record<string, CommandFacts>;

export type Command = keyof typeof commands;

/** What is known of a first word that stands for the option of its name: `clear` is `--clear`. */
export interface OptionWordFacts {
  call: string;
  summary: string;
  /** As of a command. */
  prints: 'change' | 'report';
  /** What Tab offers behind it. */
  first?: 'profiles' | 'commands';
}

/** Words that are no commands of their own: the parsers read each as its option. */
export const optionWords = {
  refresh: {
    call: 'refresh [PROFILE]',
    summary: 'start a new session even if one is cached',
    prints: 'change',
    first: 'profiles',
  },
  clear: { call: 'clear', summary: 'take the session out of this shell', prints: 'change' },
  help: { call: 'help [COMMAND]', summary: 'show the help of a command', prints: 'report', first: 'commands' },
  version: { call: 'version', summary: 'show the version', prints: 'report' },
} as const satisfies Record<string, OptionWordFacts>;
