/** What the functions call by themselves: wrapped, it would never come to its end. */
const own = ['authaws', 'mfa-env', 'mfa_env_prompt', 'builtin', 'command'];

/** The names of commands in the value of `--wrap`, each once. */
export const namesToWrap = (value: string): string[] => [...new Set(value.split(',').map((name) => name.trim()))];

/** Whether the functions can wrap a command of this name, which is put into their code. */
export const canWrap = (name: string): boolean => /^[A-Za-z][\w.+-]*$/.test(name) && !own.includes(name);
