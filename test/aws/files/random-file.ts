import fc from 'fast-check';

/** A random credentials file, made of known pieces. One character stands for one byte. */
export interface RandomFile {
  text: string;
  /** The section to write. A third of the files do not have it. */
  name: string;
  /** The text without the settings to replace. */
  rest: string;
  isThere: boolean;
}

export const written = ['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token'] as const;
const stale = 'aws_security_token';

interface Line {
  text: string;
  ours?: boolean;
}

const bytes = (text: string): string => Buffer.from(text).toString('latin1');
const pick = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const indent = pick('  ', '\t', '    ');
const names = [
  'default',
  'a',
  'a.b',
  'team/x@corp+y%z',
  'my profile',
  'profile a',
  'büro',
  "it's",
  '"q"',
  '[',
  '__proto__',
  'MFA',
];
const value = pick(
  '',
  'us-east-1',
  'json # c',
  'a=b',
  'x;y#z',
  '%(x)s',
  'true',
  '"quoted"',
  'C:\\x',
  bytes('ü😀'),
  '\x80\xff',
);
const key = fc.integer({ min: 0, max: 999 }).map((number) => `key_${number}`);

const remark: fc.Arbitrary<Line[]> = pick('# comment', '; aws_access_key_id = no', '', '   ', '#[a]', '\t').map(
  (text) => [{ text }],
);

const setting = fc
  .tuple(key, pick(' = ', '=', ' =', ': ', '\t=\t'), value)
  .map(([name, sign, text]): Line[] => [{ text: `${name}${sign}${text}` }]);

const nested = fc
  .tuple(
    key,
    fc.uniqueArray(pick('max', 'aws_session_token', 'addressing_style', 'aws_access_key_id'), { minLength: 1 }),
    indent,
  )
  .map(([name, children, deeper]): Line[] => [
    { text: `${name} =` },
    ...children.map((child) => ({ text: `${deeper}${child} = n-1` })),
  ]);

const continued = fc
  .tuple(key, indent)
  .map(([name, deeper]): Line[] => [{ text: `${name} = v` }, { text: `${deeper}more` }]);

const ours = fc
  .tuple(pick(...written, stale), fc.boolean(), pick(' = ', '=', ': '), value, pick('', '  more'))
  .map(([name, upper, sign, text, more]): Line[] => {
    const lines = [`${upper ? name.toUpperCase() : name}${sign}${text}`, ...(more ? [more] : [])];
    return lines.map((line) => ({ text: line, ours: true }));
  });

const body = (isTarget: boolean): fc.Arbitrary<Line[]> =>
  fc
    .tuple(
      fc.array(fc.oneof(remark, setting, nested, continued, ...(isTarget ? [ours] : [])), { maxLength: 7 }),
      pick('', '', '  ', '\t'),
    )
    .map(([groups, base]) => groups.flat().map((line) => ({ ...line, text: line.text && base + line.text })));

const header = fc.tuple(pick('', '', ' '), pick('', '', ' # see [x]', '  ', ' ; c'));

interface Section {
  name: string;
  lines: Line[];
}

const section = (name: string, isTarget: boolean): fc.Arbitrary<Section> =>
  fc.tuple(header, body(isTarget)).map(([[before, behind], lines]) => ({
    name,
    lines: [{ text: `${before}[${bytes(name)}]${behind}` }, ...lines],
  }));

export const randomFile: fc.Arbitrary<RandomFile> = fc
  .tuple(fc.uniqueArray(pick(...names), { minLength: 1, maxLength: 5 }), fc.boolean(), pick('\n', '\r\n'), fc.boolean())
  .chain(([[target = '', ...others], isThere, end, open]) => {
    const sections = [...others, ...(isThere ? [target] : [])].sort();
    return fc.tuple(remark, fc.tuple(...sections.map((name) => section(name, name === target)))).map(([top, made]) => {
      const lines = [...top, ...made.flatMap((one) => one.lines)];
      while (open && lines.at(-1)?.text === '') lines.pop();
      const joined = (some: Line[]): string => some.map(({ text }) => text + end).join('');
      const whole = joined(lines);
      const text = open ? whole.slice(0, whole.length - end.length) : whole;
      return { text, name: target, rest: joined(lines.filter(({ ours: own }) => !own)), isThere };
    });
  });
