/** What a command has to say, written when all is done. */
export interface Printed {
  /** For stdout, whole (C2.1). */
  out: string;
  /** For people, on stderr. */
  note?: string;
  /** The process's exit status, where it is not 0. */
  status?: number;
}
