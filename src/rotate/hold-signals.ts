const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** Lets signals wait until the work is done: an answer of AWS that is lost cannot be asked for again. */
export async function holdSignals<Result>(work: () => Promise<Result>): Promise<Result> {
  const held: NodeJS.Signals[] = [];
  const hold = (name: NodeJS.Signals): void => {
    held.push(name);
  };
  for (const name of signals) process.on(name, hold);
  try {
    return await work();
  } finally {
    for (const name of signals) process.off(name, hold);
    const [first] = held;
    if (first) process.kill(process.pid, first);
  }
}
