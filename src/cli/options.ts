import { type Command, commands } from './commands.ts';

const session = ['get', 'exec', 'console'] as const;
const reports = ['status', 'list', 'doctor'] as const;
const all = Object.keys(commands) as Command[];

export interface Option {
  type: 'string' | 'boolean';
  alias?: string;
  /** What stands for its value in the help. */
  value?: string;
  isValueOptional?: true;
  /** It may be given several times: its values come with a blank between them. */
  isRepeatable?: true;
  choices?: readonly string[];
  /** What Tab offers for its value, besides choices. */
  completes?: 'profiles';
  /** What it does. Tab offers it as far as the first comma, colon or parenthesis. */
  help: string;
  /** With it, what is printed is there to be read: `authaws` hands it on as it is. */
  isToRead?: true;
  /** Where the help shows it; without a group under the general options. */
  group?: 'Session' | 'Output';
  of: readonly Command[];
}

/** Every option. The parsers, the help, the man page, the shell functions and the types are made from this table. */
export const options = {
  profile: {
    type: 'string',
    alias: 'p',
    value: 'NAME',
    completes: 'profiles',
    help: 'profile of ~/.aws/config or credentials',
    group: 'Session',
    of: ['get', 'setup', 'keep', 'rotate', 'exec', 'console', 'doctor', 'policy', 'logout'], // each takes it as a word, too
  },
  shell: {
    type: 'string',
    alias: 's',
    value: 'SHELL',
    choices: ['bash', 'zsh', 'fish', 'posix'],
    isToRead: true,
    help: 'shell to print code for, by default the calling one',
    group: 'Output',
    of: ['get'],
  },
  duration: {
    type: 'string',
    alias: 'd',
    value: 'TIME',
    help: 'how long the session lasts: 12h, 90m or seconds',
    group: 'Session',
    of: session,
  },
  serial: {
    type: 'string',
    value: 'ARN',
    help: 'MFA device: its ARN, or the number on a token',
    group: 'Session',
    of: session,
  },
  region: {
    type: 'string',
    value: 'REGION',
    help: 'AWS region to use',
    group: 'Session',
    of: [...session, 'policy'],
  },
  'role-arn': {
    type: 'string',
    value: 'ROLE',
    help: 'assume this role too: NAME, ACCOUNT:NAME or its ARN',
    group: 'Session',
    of: session,
  },
  'read-only': {
    type: 'boolean',
    help: 'let the role only read, by the policy ReadOnlyAccess',
    group: 'Session',
    of: session,
  },
  'policy-arn': {
    type: 'string',
    value: 'ARN',
    isRepeatable: true,
    help: 'limit the role to this managed policy (can be given several times)',
    group: 'Session',
    of: session,
  },
  'min-ttl': {
    type: 'string',
    value: 'TIME',
    help: 'time a cached session must have left, by default 10m',
    group: 'Session',
    of: session,
  },
  refresh: { type: 'boolean', help: 'start a new session even if one is cached', group: 'Session', of: session },
  cached: { type: 'boolean', help: 'use a cached session, and never ask for a code', group: 'Session', of: ['get'] },
  'no-cache': { type: 'boolean', help: 'do not use the cache', group: 'Session', of: session },
  live: {
    type: 'boolean',
    help: 'renew the session while the command runs',
    group: 'Session',
    of: ['exec'],
  },
  write: {
    type: 'string',
    alias: 'w',
    value: '[NAME]',
    isValueOptional: true,
    completes: 'profiles',
    help: 'also write the session into a profile of ~/.aws/credentials',
    group: 'Output',
    of: ['get'],
  },
  format: {
    type: 'string',
    alias: 'f',
    value: 'FORMAT',
    choices: ['shell', 'json', 'env', 'change'],
    isToRead: true,
    help: 'what to print: shell code, credential_process JSON, NAME=value lines, or JSON of what to set and unset',
    group: 'Output',
    of: ['get'],
  },
  'legacy-token': { type: 'boolean', help: 'set AWS_SECURITY_TOKEN too, for old boto', group: 'Output', of: ['get'] },
  clear: { type: 'boolean', help: 'take the session out of this shell', group: 'Session', of: ['get'] },
  show: { type: 'boolean', isToRead: true, help: 'print secrets even to a terminal', group: 'Output', of: ['get'] },
  auto: { type: 'boolean', help: 'let new terminals take a cached session', of: ['init'] },
  wrap: {
    type: 'string',
    value: 'COMMANDS',
    help: 'commands that ask for a code if the session is over',
    of: ['init'],
  },
  yes: { type: 'boolean', alias: 'y', help: 'take the default answer to each question', of: ['setup', 'rotate'] },
  in: {
    type: 'string',
    value: 'STORE',
    choices: ['secret-service', 'keychain', '1password', 'pass'],
    help: 'store for the access key, by default it asks',
    of: ['keep'],
  },
  undo: {
    type: 'boolean',
    help: 'undo what this command did',
    of: ['setup', 'keep', 'rotate'],
  },
  finish: { type: 'boolean', help: 'delete the key that was replaced', of: ['rotate'] },
  print: { type: 'boolean', help: 'print the address, and do not open a browser', group: 'Output', of: ['console'] },
  json: { type: 'boolean', help: 'print JSON, for scripts', group: 'Output', of: reports },
  quiet: {
    type: 'boolean',
    alias: 'q',
    help: 'say nothing on success',
    group: 'Output',
    of: ['get', 'exec', 'console', 'logout'],
  },
  help: { type: 'boolean', alias: 'h', isToRead: true, help: 'show this help', of: all },
  version: { type: 'boolean', alias: 'V', isToRead: true, help: 'show the version', of: all },
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof options;

export type Options = {
  -readonly [Name in OptionName]?: (typeof options)[Name]['type'] extends 'string' ? string : boolean;
};

export interface Request {
  command: Command;
  /** What is no option and no profile: a code, a shell, a command to run. */
  words: string[];
  options: Options;
  /** The profile is a word of its own, which may be a misspelt command. */
  isProfileWord?: true;
}
