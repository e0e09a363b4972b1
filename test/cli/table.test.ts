import { expect, test } from 'vitest';
import { type CommandFacts, commands } from '../../src/cli/commands.ts';
import { type Option, options } from '../../src/cli/options.ts';
import { readLoosely } from '../../src/cli/parse.ts';
import { isForCaller } from '../../src/commands/result.ts';

// The table of commands and options fits itself, and what the hot path says without it.

const all = Object.entries<Option>(options);

test('no two options share a spelling, and each short one is a letter', () => {
  const letters = all.flatMap(([, { alias }]) => alias ?? []);
  expect(new Set(letters).size).toBe(letters.length);
  for (const letter of letters) expect(letter).toMatch(/^[a-zA-Z]$/);
});

test('an option with a value says what stands for it, and a switch has none', () => {
  for (const [name, { type, value, choices, completes, isValueOptional }] of all) {
    if (type === 'string') expect(value, name).toMatch(isValueOptional ? /^\[[A-Z]+\]$/ : /^[A-Z]+$/);
    else expect({ value, choices, completes, isValueOptional }, name).toEqual({});
  }
});

test.each(Object.entries<CommandFacts>(commands))('%s: the hot path knows what the table says', (name, { prints }) => {
  const command = name as keyof typeof commands;
  expect(isForCaller({ command, options: {} }, [], { MFA_ENV_SHELL_PID: '1' })).toBe(prints === 'change');
  expect(readLoosely(name === 'get' ? [] : [name]).forEval).toBe(prints !== 'report');
});
