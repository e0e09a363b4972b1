/** The process's exit statuses (C2.9). */
export const exitStatus = { done: 0, refused: 1, usage: 2, configuration: 3, interrupted: 130 } as const;

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

/** Each file of dist/ has a class of its own; an answer from outside can bear any name, but no symbol. */
const brand: unique symbol = Symbol.for('mfa-env.Failure');

/** What people can be told about: what happened, what to do next, and the exit status (C6.1). */
export class Failure extends Error {
  readonly [brand] = true;
  readonly advice: string;
  readonly status: number;

  /**
   * @param status the process's exit status (C2.9)
   * @param message what happened, in a few words, without any secret
   * @param advice what to do next; may be empty
   * @param cause what was caught, shown with MFA_ENV_DEBUG only
   */
  constructor(status: number, message: string, advice = '', cause?: unknown) {
    super(message, { cause });
    this.name = 'Failure';
    this.advice = advice;
    this.status = status;
  }
}

/** Whether this is a Failure. */
export const isFailure = (error: unknown): error is Failure => error instanceof Error && brand in error;

export const refused = (message: string, advice?: string, cause?: unknown): Failure =>
  new Failure(exitStatus.refused, message, advice, cause);
export const usage = (message: string, advice?: string, cause?: unknown): Failure =>
  new Failure(exitStatus.usage, message, advice, cause);
export const configuration = (message: string, advice?: string, cause?: unknown): Failure =>
  new Failure(exitStatus.configuration, message, advice, cause);

/** Ctrl-C (C2.9). */
export const interrupted = (): Failure => new Failure(exitStatus.interrupted, 'interrupted', 'nothing was changed');

/** A fault of our own, told as one. */
export const unexpected = (error: unknown): Failure =>
  refused(
    `something went wrong that should not: ${error instanceof Error ? nameOf(error) : typeof error}`,
    'report it, with what MFA_ENV_DEBUG=1 shows',
    error,
  );

/** An answer from outside names its own error. */
export const nameOf = (error: Error): string => /^[A-Z][A-Za-z]{1,60}$/.exec(textOf(error, 'name'))?.[0] ?? 'Error';

/** A field of what was caught. A garbled answer makes an error whose name or message is no text; then it is ''. */
export function textOf(error: unknown, field: 'name' | 'message' | 'code' | 'stack'): string {
  try {
    const value = (error as Record<string, unknown> | undefined)?.[field];
    return typeof value === 'string' ? value : '';
  } catch {
    return ''; // the stack is made when it is first read, from what may not become text
  }
}
