// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the lines of shells
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * What bash 3.2, zsh 5.3 and fish 3.4 lack, by the version that brought it, after the shells' own lists of changes; and lines
 * that have it. These three cannot be had on Debian, so the functions are searched for it.
 */
export type Late = readonly [since: string, what: RegExp, ...samples: string[]];

const bash: readonly Late[] = [
  ['4.0', /\|&|&>>|;;?&|\bcoproc\b/, 'a |& b', 'a &>>b', 'a) b ;&', 'a) b ;;&', 'coproc a'],
  ['4.0', /\b(mapfile|readarray|compopt|BASHPID|COMP_TYPE|COMP_KEY|READLINE_\w+)\b/, 'mapfile -t a', '$BASHPID'],
  ['4.0', /\b(autocd|checkjobs|dirspell|globstar)\b|\*\*\//, 'shopt -s globstar', 'a/**/b'],
  ['4.0', /\$\{!?\w+(\[[^\]]*\])?[\^,]/, '${a^^}', '${a[1],}', '${!a^}'],
  ['4.0', /\b(declare|typeset|local) -\w*[Aluc]/, 'declare -A a', 'local -u a'],
  ['4.0', /\{0\d+\.\.|\.\.\w+\.\.|\$'[^']*\\[uU]/, '{01..10}', '{a..z..2}', "$'\\u00e9'"],
  ['4.0', /\bread [^\n]*-\w*(i |N|t *0|t *\d*\.)/, 'read -i x a', 'read -rN 5 a', 'read -t 0 a', 'read -t 1.5 a'],
  ['4.0', /\bcomplete [^\n]*-[EDI]\b/, 'complete -D -F a'],
  [
    '4.1',
    /\bBASH_XTRACEFD\b|(^|[ ;(])\{\w+\}[<>]|printf -v \S*\[/,
    'BASH_XTRACEFD=3',
    'exec {fd}>a',
    'printf -v a[1] b',
  ],
  ['4.2', /\b(declare|typeset) -\w*g|(\[\[|\btest|\[) -v /, 'declare -gx a', '[[ -v a ]]', 'test -v a'],
  ['4.2', /%\([^)]*\)T|\blastpipe\b|\bFUNCNEST\b/, "printf '%(%s)T' -1", 'shopt -s lastpipe'],
  ['4.2', /\$\{\w+: ?[\w(][^}]*: ?-/, '${a:0:-1}', '${a:1: -1}'],
  ['4.3', /\b(declare|typeset|local) -\w*n|\bwait -n|\w\[ *-\d/, 'local -n a', 'wait -n', '${a[-1]}'],
  ['4.4', /\blocal -( |;|$)|\$\{[^}]*@\w\}/, 'local -', '${a@Q}', '${a[@]@Q}', '${!a@a}'],
  ['4.4', /\b(PS0|EXECIGNORE|inherit_errexit|nosort)\b/, 'PS0=a', 'complete -o nosort'],
  ['5.0', /\b(EPOCHSECONDS|EPOCHREALTIME|BASH_ARGV0|localvar_\w+)\b/, '$EPOCHSECONDS', 'shopt -s localvar_inherit'],
  ['5.1', /\bSRANDOM\b|\bwait -p/, '$SRANDOM', 'wait -p a'],
  ['5.3', /\$\{[ |]|\bGLOBSORT\b|\bcompgen [^\n]*-V|\bsource -p/, '${ a; }', '${| a; }', 'compgen -V a'],
  // These are there, and mean something else.
  ['5.3', /<<<|source <\(|=~/, 'a <<<b', 'source <(a)', '[[ a =~ "b" ]]'],
  ['4.0', /\$\([^()]*\bcase\b[^()]*\bin\b[^(]*\)/, '$(case a in a) b ;; esac)'],
  // With set -u an empty array is an error before 4.4. These are never empty.
  [
    '4.4',
    /(?<!\+)"\$\{(?!(__mfa_env_(program|names|back|sets|lines)|!COMP_WORDS)\[)!?\w+\[[@*]\]/,
    '"${a[@]}"',
    'for a in "${b[*]}"',
  ],
];

const zsh: readonly Late[] = [
  ['5.4', /warn_?nested_?var|functions_source|\bfunctions -W|\bautoload -\w*[rRd]\b/i, 'setopt WARN_NESTED_VAR'],
  ['5.5', /=\(\[|check_?running_?jobs/i, 'a=([b]=c)'],
  ['5.6', /%D\{[^}]*%[\d.]*[N.]|procsubstpid|\b(Inf|NaN)\b/, '%D{%s.%N}', '%D{%3.}'],
  ['5.7', /nearcolor|%[FK]\{#|\bstrftime\b/, '%F{#ff0000}', 'strftime %s'],
  ['5.8', /\bzparseopts -\w*F|cd_?silent|:[ht]\d|\bfunctions -c|_normal -p/i, 'zparseopts -F a', '${a:h2}'],
  ['5.9', /\bfunction -T|short_?repeat|clobber_?empty|case_?paths|typeset_?to_?unset|\bfc -s/i, 'function -T a { }'],
  ['5.9', /\$\{\([a-zA-Z@%]*[*-]|\bunset ["']?\w+\[|_arguments [^\n]*-0/, '${(*)a}', '${(o-)a}', 'unset "a[b]"'],
  ['5.10', /\$\{[ |{]|\b(typeset|local|private) ['"]?-\w*n\b|_as_if/, '${ a }', 'typeset -n a'],
];

const fish: readonly Late[] = [
  ['3.5', /\bpath (?!path\b)[a-z]|string join (-n|--no-empty)|\btrap\b/, 'path resolve a', 'string join -n a'],
  ['3.6', /string shorten|\btest [^\n]* -(ot|nt|ef) |current-commandline/, 'string shorten a', 'test a -nt b'],
  ['3.6', /\bset (-e|--erase)\w*[flgU]{2}|selection-(start|end)|\babbr\b/, 'set -efg a', 'abbr -a a'],
  ['4.0', /--max-matches|string (match|replace) [^\n]*-\w*m|--scale-mode|--no-event/, 'string match -rm1 a'],
  [
    '4.0',
    /commandline [^\n]*(-\w*x|--tokens-)|showing-suggestion/,
    'commandline -xpc',
    'commandline --tokens-expanded',
  ],
  ['4.0', /history append|basename [^\n]*-\w*E|build-?info|string repeat \d|(list|get)-files?\b/, 'history append a'],
  ['4.1', /(^|[;&|] *)\{ |--tokenize-raw|argv_opts|argparse [^\n]*-\w*[uSUd]\b/, '{ a; }', 'argparse -u a -- b'],
  ['4.3', /--color\b/, 'history --color=never'],
];

export const late = { bash, zsh, fish };

/** The lines that may have it: an older shell does not come to them, or they fail there in silence and a doubt is the outcome. */
export const guarded: Readonly<Record<keyof typeof late, readonly string[]>> = {
  bash: [
    // The question for the version stands on the line, or above it.
    '4.4 case ${BASH_VERSINFO[0]}.${BASH_VERSINFO[1]} in [123].* | 4.[0123]) ;; *) \\builtin local - ;; esac',
    "4.2 *) \\builtin printf -v __mfa_env_now '%(%s)T' -1 ;;",
    '4.4 *) [[ ${!__mfa_env_word@a} == x ]] || \\builtin return 1 ;;',
    '4.2 \\builtin printf -v __mfa_env_from \'%(%Y-%m-%d %H:%M)T\' "${__mfa_env_lines[2]}"',
    '5.0 [[ \\${MFA_ENV_EXPIRES-} > \\${EPOCHSECONDS-a} ]] || __mfa_env_ready \\"\\$@\\" && \\\\builtin command $__mfa_env_name \\"\\$@\\"',
  ],
  zsh: [],
  fish: [
    // Behind `builtin -q path`, and not by its name: a file with an unknown builtin is not read at all.
    '3.5 and set now (builtin $path mtime -- $file 2>/dev/null) (builtin $path mtime -R -- $file 2>/dev/null)',
    '3.5 and set now (builtin $path mtime -- / 2>/dev/null; builtin $path mtime -R -- / 2>/dev/null)',
    '3.5 and test (builtin $path resolve -- $cache 2>/dev/null)/ = (builtin $path normalize -- $cache 2>/dev/null)/',
    '3.5 set word (builtin $path resolve /etc/localtime 2>/dev/null)',
    '3.5 set -l now (builtin $path mtime -- $file 2>/dev/null) (builtin $path mtime -R -- $file 2>/dev/null)',
    '3.5 set -l now (builtin $path mtime -- $paths)',
    '3.5 set -l leads (builtin $path resolve -- $paths)',
  ],
};

const folder = path.resolve(import.meta.dirname, '../../dist/shell');

/** The lines of a shell's files, and of other texts, that have what is late: each once, behind the version. */
export function lateIn(shell: keyof typeof late, texts: readonly string[] = filesOf(shell)): string[] {
  const lines = texts.flatMap((text) => text.split('\n')).map((line) => line.trim());
  const code = lines.filter((line) => !line.startsWith('#'));
  return [
    ...new Set(
      late[shell].flatMap(([since, what]) => code.filter((line) => what.test(line)).map((line) => `${since} ${line}`)),
    ),
  ];
}

const filesOf = (shell: string): string[] =>
  readdirSync(folder)
    .filter((name) => path.extname(name) === `.${shell}`)
    .map((name) => readFileSync(path.join(folder, name), 'utf8'));
