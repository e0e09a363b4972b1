import { type Fault, lintAwsFile } from '../../aws/files/lint.ts';
import type { FileFacts } from '../facts.ts';
import { type Check, type Finding, findings } from '../finding.ts';
import { edit } from '../fix.ts';

const { error, warning } = findings('syntax');
const refuses = 'the AWS CLI refuses the whole file';

/** What the AWS CLI cannot read, or reads as something else. One finding for all of a kind in a file. */
export const syntax: Check = ({ env, files }) =>
  [files.config, files.credentials].flatMap((file) => {
    const faults = lintAwsFile(file.text);
    const open = edit(env, file.path);
    const tell = (kind: Fault['kind'], one: (what: string) => Finding): Finding[] => {
      const [first, ...more] = faults.filter((fault) => fault.kind === kind);
      if (!first) return [];
      const others = more.length > 0 ? ` (and ${more.length} more like it)` : '';
      const finding = one(first.what);
      return [{ ...finding, message: `${file.path}, line ${first.lines[0]}: ${finding.message}${others}` }];
    };
    return [
      ...encoding(file, open),
      ...tell('unclosed', (what) =>
        error(`the header ${what} is never closed; ${refuses}`, `put a ] behind it: ${open}`),
      ),
      ...tell('stray', () => error(`neither a header nor a setting nor a comment; ${refuses}`, `mend it: ${open}`)),
      ...tell('indented', (what) =>
        warning(
          `${what || 'a setting'} is indented: the AWS CLI takes it for more of the value above`,
          `take the blanks before it out: ${open}`,
        ),
      ),
    ];
  });

function encoding({ path, text, hasMark }: FileFacts, open: string): Finding[] {
  if (hasMark) {
    const advice = `save it as UTF-8 without a mark; in vi, :set nobomb: ${open}`;
    return [error(`${path} starts with a byte order mark, and ${refuses}`, advice)];
  }
  const broken = text.split(/\r\n?|\n/).findIndex((line) => line.includes('\uFFFD'));
  return broken === -1 ? [] : [error(`${path}, line ${broken + 1}: not UTF-8; ${refuses}`, `write it anew: ${open}`)];
}

const twice = findings('duplicates');

/** What stands twice: the AWS CLI refuses the whole file for that too. */
export const duplicates: Check = ({ env, files }) =>
  [files.config, files.credentials].flatMap(({ path, text }) =>
    lintAwsFile(text).flatMap(({ kind, what, lines }) =>
      kind === 'twice'
        ? [
            twice.error(
              `${path}: ${what}, in lines ${lines.join(' and ')}; ${refuses}`,
              `take one out: ${edit(env, path)}`,
            ),
          ]
        : [],
    ),
  );
