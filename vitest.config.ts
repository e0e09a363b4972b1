import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: 'test/install.ts',
    testTimeout: 30_000,
    hookTimeout: 120_000,
    maxConcurrency: 12,
    maxWorkers: '100%', // they mostly wait for processes
  },
});
