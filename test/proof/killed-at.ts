/** A line of sh that runs `"$@"` up to the nth of a system call, and kills it there. */
export const killedAt = (call: string, nth: number): string =>
  `exec strace -qq -o /dev/null -e trace=${call} -e inject=${call}:signal=SIGKILL:when=${nth} "$@"`;
