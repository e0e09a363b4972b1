/** What `--write` needs beside a session: loaded only then. */

export { checkWritable, writeSession } from '../aws/credentials-file.ts';
export { writeTarget } from '../aws/write-target.ts';
