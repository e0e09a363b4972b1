/** The process's exit statuses (C2.9). */
export const exitStatus = { done: 0, refused: 1, usage: 2, configuration: 3, interrupted: 130 } as const;

/** Identifies a Failure: each file of dist/ has its own class, and an answer can fake a name, but no symbol. */
const brand: unique symbol = Symbol.for('mfa-env.Failure');

/** An error to show to the user: what happened, what to do next, and the exit status (C6.1). */
export class Failure extends Error {
  readonly [brand] = true;
  readonly advice: string;
  readonly status: number;

  /** @param advice what to do next, or '' @param cause shown only with MFA_ENV_DEBUG */
  constructor(status: number, message: string, advice = '', cause?: unknown) {
    super(message, { cause });
    this.name = 'Failure';
    this.advice = advice;
    this.status = status;
  }
}

export const isFailure = (error: unknown): error is Failure => error instanceof Error && brand in error;

/** What the work gives; undefined where it throws a Failure. */
export function unlessFailure<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    if (isFailure(error)) return undefined;
    throw error;
  }
}

/** The Failure that the work throws, if it does. */
export function failureIn(work: () => unknown): Failure | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (isFailure(error)) return error;
    throw error;
  }
}

export const refused = (message: string, advice?: string, cause?: unknown): Failure =>
  new Failure(exitStatus.refused, message, advice, cause);
export const usage = (message: string, advice?: string, cause?: unknown): Failure =>
  new Failure(exitStatus.usage, message, advice, cause);
export const configuration = (message: string, advice?: string, cause?: unknown): Failure =>
  new Failure(exitStatus.configuration, message, advice, cause);

/** The failure after Ctrl-C (C2.9). */
export const interrupted = (): Failure => new Failure(exitStatus.interrupted, 'cancelled');

export const unexpected = (error: unknown): Failure =>
  refused(
    `this is a bug in mfa-env: ${error instanceof Error ? nameOf(error) : typeof error}`,
    'report it, with what MFA_ENV_DEBUG=1 shows',
    error,
  );

/** The name of an error. An answer chooses its own, so anything but a plain name becomes `Error`. */
export const nameOf = (error: Error): string => /^[A-Z][A-Za-z]{1,60}$/.exec(textOf(error, 'name'))?.[0] ?? 'Error';

/** A text field of a caught error; '' where it is not a string, as after a garbled answer. */
export function textOf(error: unknown, field: 'name' | 'message' | 'code' | 'stack'): string {
  try {
    const value = (error as Record<string, unknown> | undefined)?.[field];
    return typeof value === 'string' ? value : '';
  } catch {
    return ''; // reading the stack formats the error, which may throw
  }
}
