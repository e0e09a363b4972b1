import { afterAll, vi } from 'vitest';

// The files of `unit` and of `e2e` share processes: what one of them has replaced is put back behind it.

const before = { ...process.env };

afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
});
