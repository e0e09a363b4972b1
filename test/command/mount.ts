import { spawnSync } from 'node:child_process';

/** Whether a test may mount a disk of its own, a full or a read-only one. Most containers forbid it. */
export const mayMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;
