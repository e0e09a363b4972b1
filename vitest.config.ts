import { defineConfig } from 'vitest/config';
import { projects } from './test/projects.ts';

const { unit, e2e } = projects();

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 120_000,
    maxConcurrency: 12,
    maxWorkers: '100%', // they mostly wait for processes
    projects: [
      { extends: true, test: { name: 'unit', include: unit, isolate: false, setupFiles: 'test/unit.ts' } },
      { extends: true, test: { name: 'e2e', include: e2e, globalSetup: 'test/install.ts' } },
    ],
  },
});
