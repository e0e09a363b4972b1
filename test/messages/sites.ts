import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A place in src/ that gives a message. */
export interface Site {
  file: string;
  /** The message as the source has it. */
  source: string;
  /** What a text looks like that comes from there; undefined where the source holds no words of it. */
  pattern: RegExp | undefined;
  /** How many characters of the text stand in the source. */
  weight: number;
}

interface Literal {
  /** Which argument it stands in. */
  argument: number;
  source: string;
  /** What stands in it between its `${…}`. */
  parts: string[];
}

const root = path.resolve(import.meta.dirname, '../../src');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

/** Where these functions are defined, and where they are called, is not the same. */
const definitions = new Set(['errors.ts']);
const makers = /(?:(?<![.\w])(?:usage|configuration|refused|new Failure|fail)|\bwarn)\(/g;

/** Files in which every literal of more than two words is a message, or the advice to one. */
const ofProse = [
  'aws/denials.ts',
  'text/time.ts',
  'aws/network-error-text.ts',
  'aws/error-text.ts',
  'mfa/code.ts',
  'commands/clear.ts',
  'commands/logout.ts',
  'session/recover.ts',
  'cache/entry.ts',
  'fs/folders.ts',
  'fs/trust.ts',
];

/** Every place of src/ that gives a message, but for the findings of `doctor`. */
export function sites(): Site[] {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const called = files.filter((file) => !definitions.has(file)).flatMap((file) => callsIn(file));
  const prose = ofProse.flatMap((file) =>
    readLiterals(read(file), 0, false)
      .literals.filter(({ parts }) => parts.join('x').trim().split(/\s+/).length > 2)
      .map((literal) => site(file, literal)),
  );
  return [...called, ...prose];
}

function callsIn(file: string): Site[] {
  const text = read(file);
  return [...text.matchAll(makers)].flatMap(({ index, 0: call }) => {
    const { args, literals } = readLiterals(text, index + call.length, true);
    const wanted = call.startsWith('new Failure') ? 1 : 0;
    const source = args[wanted] ?? '';
    if (/^\w+: \w+/.test(source)) return []; // a parameter: this is a definition
    const own = literals.filter(({ argument }) => argument === wanted).map((literal) => site(file, literal));
    if (own.some(({ pattern }) => pattern)) return own;
    return call === 'fail(' ? [] : [{ file, source, pattern: undefined, weight: 0 }]; // `fail` is anybody's name
  });
}

function site(file: string, { source, parts }: Literal): Site {
  const weight = parts.join('').trim().length;
  const words = parts.map((part, at) =>
    (at === parts.length - 1 ? part.trimEnd() : part).replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  );
  return { file, source, pattern: weight > 2 ? new RegExp(words.join('[\\s\\S]*?')) : undefined, weight };
}

/** The literals from an offset on: of a call up to its `)`, or of a whole file. Those inside `${…}` are not looked at. */
function readLiterals(text: string, from: number, ofCall: boolean): { args: string[]; literals: Literal[] } {
  const args: string[] = [];
  const literals: Literal[] = [];
  let start = from;
  for (let at = from, depth = 0; at < text.length; at++) {
    const sign = text[at] ?? '';
    if (text.startsWith('//', at)) at = text.indexOf('\n', at);
    else if (text.startsWith('/*', at)) at = text.indexOf('*/', at) + 1;
    else if (/['"`]/.test(sign)) {
      const { end, parts } = readLiteral(text, at);
      literals.push({ argument: args.length, source: text.slice(at, end), parts });
      at = end - 1;
    } else if (/[([{]/.test(sign)) depth++;
    else if (/[)\]}]/.test(sign) && depth-- === 0 && ofCall) {
      args.push(text.slice(start, at).trim());
      break;
    } else if (sign === ',' && depth === 0) {
      args.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  return { args, literals };
}

/** A literal that begins at an offset, and the text between its `${…}`. */
function readLiteral(text: string, from: number): { end: number; parts: string[] } {
  const quote = text[from] ?? '';
  const parts = [''];
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === quote) return { end: at + 1, parts };
    if (quote === '`' && text.startsWith('${', at)) {
      at = endOfHole(text, at + 2);
      parts.push('');
    } else {
      if (text[at] === '\\') at++;
      parts.push((parts.pop() ?? '') + (text[at - 1] === '\\' && text[at] === 'n' ? '\n' : text[at]));
    }
  }
  throw new Error(`a literal without an end: ${text.slice(from, from + 40)}`);
}

function endOfHole(text: string, from: number): number {
  for (let at = from, depth = 0; at < text.length; at++) {
    if (/['"`]/.test(text[at] ?? '')) at = readLiteral(text, at).end - 1;
    else if (text[at] === '{') depth++;
    else if (text[at] === '}' && depth-- === 0) return at;
  }
  throw new Error('a ${ without an end');
}
