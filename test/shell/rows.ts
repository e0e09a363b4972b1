import { bashAndZsh, isPosix, type Shell, shells, withFunctions } from './shells.ts';

/** A pitfall of shells, by its number in the titles of the tests. */
export interface Row {
  number: string;
  what: string;
  /** The shells that it is tried in; none where it is not a matter of one shell. */
  shells: readonly Shell[];
  /** What else it is about, and is not on Debian: CONTRIBUTING.md says how to try it there. */
  elsewhere: readonly string[];
}

const groups: Readonly<Record<string, readonly Shell[]>> = {
  all: shells,
  posix: shells.filter(isPosix),
  functions: withFunctions,
  'bash and zsh': bashAndZsh,
  bashes: shells.filter(({ speaks }) => speaks === 'bash'),
  none: [],
};

function shellsOf(name: string): readonly Shell[] {
  const found = groups[name] ?? shells.filter((shell) => shell.name === name);
  if (found.length === 0 && name !== 'none') throw new TypeError(`no shell is called ${name}`);
  return found;
}

const table = `
1 | a failure is swallowed | functions
2 | a bare eval swallows a failure | all
3 | return or exit in the text ends the session | all
4 | half a text is applied | functions
5 | local x=$(…) hides a status | none
6 | set -e does not see a failing eval | posix
7 | set -e and authaws | bash and zsh
8 | authaws || … under set -e | bash and zsh
9 | success under set -euo pipefail | bash and zsh
10 | the command is missing | functions
11 | node is missing | all
12 | chatter on stdout | none
13 | a syntax error in the text | all | bash 3.2
14 | an ERR trap | bashes
15 | metacharacters | all
16 | POSIX quotes in fish | all
17 | words that are "safe" without quotes | all
18 | double quotes | all
19 | $'…' | all
20 | an empty value | all
21 | a newline in a value | all
22 | history expansion | bash and zsh
23 | CRLF | all | Windows
24 | a byte order mark | all
25 | NUL | none
26 | a long value | all
27 | UTF-8 in the C locale | all
28 | an eval without quotes | posix
29 | comments in the text | all
30 | fish's eval (…) | fish | fish 4
31 | an odd name | none
32 | zsh's options | zsh
33 | zsh's emulations | zsh
34 | a newline under csh_junkie_quotes | zsh
35 | set -o | bashes
36 | set -k | bashes
37 | shopt | bashes | bash 3.2
38 | noclobber, and an IFS of the secret's characters | bash and zsh
39 | arguments | functions
40 | CDPATH | bash and zsh
41 | an alias export | bash and zsh
42 | aliases of other builtins | bash and zsh
43 | global aliases | zsh
44 | functions command, eval, local | bash and zsh
45 | a function export | bash, zsh
46 | a function builtin | bash and zsh
47 | mfa-env is a function, authaws an alias | functions
47b | functions source and printf | fish
47c | readonly variables of common names | bash and zsh
48 | the first variable is readonly | posix
49 | the last variable is readonly | bash and zsh
50 | a variable is an array | bash and zsh
51 | a variable is an integer, or of one case | bash and zsh
52 | stale variables | all
53 | clearing twice under set -eu | all
54 | fish's set -e of nothing | fish | fish 4
55 | the caller has a local of the name | bashes, zsh, fish, dash, busybox sh
56 | a subshell, a pipe | all
57 | child processes | bash and zsh
58 | a new tmux pane | bash
59 | fish's universal variables | fish | fish 4
60 | fish's plain set -x | fish
61 | fish's psub | none | fish 4
62 | the prompt, while stdout is captured | functions, dash
63 | Ctrl-C at the prompt | functions, dash | bash 3.2
64 | the terminal after it | functions, dash
65 | authaws & | functions
66 | no terminal | none
67 | stdin is a file that is read by others | bash and zsh
68 | colours in what is captured | none
69 | the reader goes away | none
70 | a slow reader | none
71 | a full disk, closed streams | none
72 | the working folder is gone | none
73 | no HOME | none
74 | modes, whatever the umask | none
75 | two shells at once | functions, dash
76 | set -x, fish_trace | functions
77 | set -v | bash and zsh
78 | temporary files of the shell | functions | bash 3.2
79 | a DEBUG trap | bash and zsh
80 | the history | functions
81 | how the functions are loaded | all | bash 3.2
82 | syntax that is too new | bash and zsh | bash 3.2, zsh 5.3
83 | completion | bashes, zsh | bash 3.2
84 | they load in silence | functions
85 | an older fish | fish | fish 3.3
`;

export const rows: readonly Row[] = table
  .trim()
  .split('\n')
  .map((line) => {
    const [number = '', what = '', where = '', elsewhere = ''] = line.split(/ \| /);
    const list = (text: string): string[] => text.split(', ').filter((item) => item !== '');
    return { number, what, shells: list(where).flatMap(shellsOf), elsewhere: list(elsewhere) };
  });
