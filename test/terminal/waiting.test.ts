import type { WriteStream } from 'node:tty';
import { afterEach, expect, test, vi } from 'vitest';
import { showWaiting } from '../../src/terminal/waiting.ts';

// C8.2: the wait for a new device is told honestly.

afterEach(() => {
  vi.useRealTimers();
});

function shown(columns: number): string {
  vi.useFakeTimers();
  let text = '';
  const output = { columns, write: (more: string) => (text += more) } as unknown as WriteStream;
  const stop = showWaiting(output, 'AWS needs a moment', '| ');
  vi.advanceTimersByTime(2500);
  stop();
  vi.advanceTimersByTime(5000);
  return text;
}

test('the seconds are counted on one line, until it is there', () => {
  const line = '| AWS needs a moment …';
  expect(shown(80)).toBe(`|\n${line}\r${line} 1 s\r${line} 2 s\n`);
});

test('a line that would wrap is not written over', () => {
  expect(shown(20)).toBe('|\n| AWS needs a moment …\n');
});
