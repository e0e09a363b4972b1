let isSent = false;

/** Notes that a code is on its way to AWS. */
export const noteCodeSent = (): void => {
  isSent = true;
};

/** Whether this run has sent a code: who stops it has to know. */
export const wasCodeSent = (): boolean => isSent;
