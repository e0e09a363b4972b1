/** What `--write` needs beside a session: loaded only then. */
export { writeTarget } from '../aws/write-target.ts';
export { checkWritable, writeSession } from '../store/credentials-file.ts';
