import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { projects } from './test/projects.ts';

const { unit, e2e } = projects();

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxConcurrency: 14,
    maxWorkers: Math.ceil(availableParallelism() * 1.5), // they wait for processes half of the time
    projects: [
      { extends: true, test: { name: 'unit', include: unit, isolate: false, setupFiles: 'test/unit.ts' } },
      { extends: true, test: { name: 'e2e', include: e2e, globalSetup: 'test/install.ts' } },
    ],
  },
});
