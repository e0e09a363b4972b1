/** The process's exit statuses (C2.9). */
export const exitStatus = { done: 0, refused: 1, usage: 2, configuration: 3, interrupted: 130 } as const;

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

/** What people can be told about: what happened, what to do next, and the exit status (C6.1). */
export class Failure extends Error {
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

/** Whether this is a Failure. By its name: each file of dist/ has a class of its own. */
export const isFailure = (error: unknown): error is Failure => error instanceof Error && error.name === 'Failure';

export const refused = (message: string, advice?: string, cause?: unknown): Failure =>
  new Failure(exitStatus.refused, message, advice, cause);
export const usage = (message: string, advice?: string, cause?: unknown): Failure =>
  new Failure(exitStatus.usage, message, advice, cause);
export const configuration = (message: string, advice?: string, cause?: unknown): Failure =>
  new Failure(exitStatus.configuration, message, advice, cause);

/** A field of what was caught. A garbled answer makes an error whose name or message is no text; then it is ''. */
export function textOf(error: unknown, field: 'name' | 'message' | 'code' | 'stack'): string {
  try {
    const value = (error as Record<string, unknown> | undefined)?.[field];
    return typeof value === 'string' ? value : '';
  } catch {
    return ''; // the stack is made when it is first read, from what may not become text
  }
}
