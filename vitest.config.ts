import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { projects } from './test/projects.ts';

const { unit, e2e, alone } = projects();
// Where the files of a project share processes, each of them takes half a second less.
const shared = { isolate: false, setupFiles: 'test/shared.ts' };

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxConcurrency: 14,
    maxWorkers: availableParallelism() * 2, // they wait for processes half of the time
    projects: [
      { extends: true, test: { name: 'unit', include: unit, ...shared } },
      { extends: true, test: { name: 'e2e', include: e2e, ...shared, globalSetup: 'test/install.ts' } },
      { extends: true, test: { name: 'alone', include: alone } },
    ],
  },
});
