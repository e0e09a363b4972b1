import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  blockIn,
  hasWholeBlocks,
  isStartUpLine,
  startUpLine,
  withBlock,
  withoutBlock,
} from '../../../src/setup/start-up/lines.ts';

// The lines of setup in a start-up file go in and out, and leave every other byte as it was (C8.1, C8.3).

const line = startUpLine('bash', '/home/alice/.local/share/mfa-env/mfa-env.bash', '/home/alice');
const out = (text: string): string | undefined => withoutBlock(text, isStartUpLine).text;

test.each<[string, string | undefined]>([
  ['no file', undefined],
  ['an empty file', ''],
  ['a file', 'PATH=x\n'],
  ['one without a final newline', 'PATH=x'],
  ['one with CRLF', 'PATH=x\r\nA=b\r\n'],
  ['one with CRLF and without the final one', 'PATH=x\r\nA=b'],
  ['one that ends with a CR', 'PATH=x\r'],
  ['one that mixes both', 'PATH=x\r\nA=b\nC=d'],
  ['blank lines', '\n\n\n'],
  ['bytes that are no UTF-8', '\xff\xfe\x80\n'],
])('in and out again: %s', (_, text) => {
  const changed = withBlock(text, line);
  expect(changed.startsWith(text ?? '')).toBe(true);
  expect(changed.split(/\r?\n/).some((one) => one.replace(/ #$/, '') === line)).toBe(true);
  expect(withBlock(changed, line)).toBe(changed);
  expect(out(changed)).toBe(text);
});

test('in and out again: any text', () => {
  const pieces = fc.constantFrom('\n', '\r\n', '\r', 'a', '# ', '>>> mfa-env >>>', line, ' ', '\\', '\xe9');
  const texts = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(texts.filter(hasWholeBlocks), texts.filter(hasWholeBlocks), (text, later) => {
      const changed = withBlock(text, line);
      expect(hasWholeBlocks(changed)).toBe(true);
      expect(withBlock(changed, line)).toBe(changed);
      expect(out(changed)).toBe(text);
      // What comes below it later stays, on a line of its own.
      const ended =
        text === '' || text.endsWith('\n') ? text : `${text}${changed.slice(text.length).match(/^\r?\n/)?.[0]}`;
      if (later !== '') expect(out(changed + later)).toBe(ended + later);
    }),
  );
});

test('in a CRLF file each line ends so, and the shell sees no CR in ours', () => {
  const changed = withBlock('A=b\r\n', line);
  expect(changed.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  expect(changed).toContain(`${line} #\r\n`);
});

test('another line between the marks is replaced, and nothing around it', () => {
  const old = `A=b${withBlock('A=b', 'old line').slice(3)}C=d\n`;
  const changed = withBlock(old, line);
  expect(changed).toBe(old.replace('old line', line));
  expect(out(changed)).toBe('A=b\nC=d\n');
});

test('what somebody wrote between the marks goes with them, and is named', () => {
  const edited = withBlock('A=b\n', line).replace('# <<<', 'alias a=authaws\n# <<<');
  expect(withoutBlock(edited, isStartUpLine)).toEqual({ text: 'A=b\n', foreign: ['alias a=authaws'] });
  expect(withoutBlock(withBlock('A=b\r\n', line), isStartUpLine).foreign).toEqual([]);
});

test('a file that came with the block stays where something else is in it', () => {
  expect(out(`${withBlock(undefined, line)}C=d\n`)).toBe('C=d\n');
});

test('two blocks, as after a merge, go both', () => {
  expect(out(withBlock('A=b\n', line) + withBlock('C=d\n', line))).toBe('A=b\nC=d\n');
});

test.each([
  ['# >>> mfa-env >>>\nA=b\n', false],
  ['A=b\n# <<< mfa-env <<<\n', false],
  ['# >>> mfa-env >>>\n# >>> mfa-env >>>\n# <<< mfa-env <<<\n', false],
  ['# >>> mfa-env >>>\n# <<< mfa-env <<<', true],
  ['  # >>> mfa-env >>> is a word\n', true],
])('%j has its marks in order: %s', (text, isWhole) => {
  expect(hasWholeBlocks(text)).toBe(isWhole);
  if (isWhole) expect(blockIn(withBlock(text, line))).toContain(line);
  else expect(out(text)?.length).toBeGreaterThan(0);
});
