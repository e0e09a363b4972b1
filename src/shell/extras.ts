import { quoted } from '../text/quote.ts';
import type { ShellName } from './dialects.ts';

/** What a start-up file can have besides the functions. */
export interface Extras {
  /** The time left, in the prompt. */
  prompt?: boolean | undefined;
  /** The value of AWS_DEFAULT_PROFILE, where neither the shell nor a session has a profile. */
  profile?: string | undefined;
}

interface Lines {
  /** Before the functions, which may use it. */
  profile: (name: string) => string;
  /** After them. */
  prompt: string;
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: it is shell code
const guard = '${MFA_ENV_EXPIRES+x}${AWS_PROFILE-}${AWS_DEFAULT_PROFILE-}';
const exported = (name: string): string =>
  `[[ -n ${guard} ]] || \\builtin export AWS_DEFAULT_PROFILE=${quoted(name)}\n`;

const lines: Record<Exclude<ShellName, 'posix'>, Lines> = {
  bash: {
    profile: exported,
    prompt: `[[ $- != *i* || \${PS1-} == *mfa_env_prompt* ]] || PS1='\${MFA_ENV_EXPIRES:+$(mfa_env_prompt) }'"\${PS1-}"\n`,
  },
  zsh: {
    profile: exported,
    prompt: `if [[ -o interactive && $PROMPT != *mfa_env_prompt* ]]; then
  \\builtin setopt prompt_subst
  PROMPT='\${MFA_ENV_EXPIRES:+$(mfa_env_prompt) }'"$PROMPT"
fi\n`,
  },
  fish: {
    profile: (name) =>
      `set -q MFA_ENV_EXPIRES; or set -q AWS_PROFILE; or set -q AWS_DEFAULT_PROFILE; or set -gx AWS_DEFAULT_PROFILE ${quoted(name)}\n`,
    prompt: 'functions -q fish_right_prompt; or function fish_right_prompt; mfa_env_prompt; end\n',
  },
};

/** The lines before and after the functions. */
export function extraLines(shell: Exclude<ShellName, 'posix'>, { prompt, profile }: Extras): [string, string] {
  const own = lines[shell];
  return [profile === undefined ? '' : own.profile(profile), prompt ? own.prompt : ''];
}
