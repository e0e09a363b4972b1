import { afterAll, vi } from 'vitest';

// The files of `unit` share processes, which is twice as fast: what one of them has replaced is put back behind it.

afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});
