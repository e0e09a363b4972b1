/** The time of STS, which tests can advance. */
export type Clock = {
  /** The virtual time: the real one and all that `advance` added. */
  now(): Date;
  /** Lets time pass, in seconds. */
  advance(seconds: number): void;
  /**
   * The time that a request signed at `signedAt` is measured against, `offset` seconds off.
   *
   * A client in the same test may or may not move on together with `advance`. So both times count as right,
   * and the one nearer to the client is taken; otherwise every `advance` would end in a clock-skew error.
   */
  against(signedAt: Date | undefined, offset: number): Date;
};

/** A clock that starts at the real time. */
export function createClock(): Clock {
  let advanced = 0;
  const now = (): Date => new Date(Date.now() + advanced);
  return {
    now,
    advance(seconds) {
      advanced += seconds * 1000;
    },
    against(signedAt, offset) {
      const moved = Date.now() + advanced;
      const real = Date.now();
      const signed = signedAt?.getTime() ?? real;
      const nearer = Math.abs(moved - signed) < Math.abs(real - signed) ? moved : real;
      return new Date(nearer + offset * 1000);
    },
  };
}
