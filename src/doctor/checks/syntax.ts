import { type Fault, lintAwsFile } from '../../aws/files/lint.ts';
import type { FileFacts } from '../facts.ts';
import { type Check, type Finding, findings } from '../finding.ts';
import { editCommand } from '../fix.ts';

const { error, warning } = findings('syntax');
const refuses = 'the AWS CLI refuses the whole file';

/** Lines that the AWS CLI cannot read or misreads. One finding per kind and file. */
export const syntax: Check = ({ env, files }) =>
  [files.config, files.credentials].flatMap((file) => {
    const faults = lintAwsFile(file.text);
    const open = editCommand(env, file.path);
    const findingOf = (kind: Fault['kind'], make: (what: string) => Finding): Finding[] => {
      const [first, ...more] = faults.filter((fault) => fault.kind === kind);
      if (!first) return [];
      const others = more.length > 0 ? ` (and ${more.length} more like it)` : '';
      const finding = make(first.what);
      return [{ ...finding, message: `${file.path}, line ${first.lines[0]}: ${finding.message}${others}` }];
    };
    return [
      ...encoding(file, open),
      ...findingOf('unclosed', (what) =>
        error(`the header ${what} has no closing bracket; ${refuses}`, `add the ]: ${open}`),
      ),
      ...findingOf('stray', () => error(`not a header, a setting or a comment; ${refuses}`, `correct it: ${open}`)),
      ...findingOf('indented', (what) =>
        warning(
          `${what || 'a setting'} is indented: the AWS CLI reads it as part of the value above`,
          `remove the blanks before it: ${open}`,
        ),
      ),
    ];
  });

function encoding({ path, text, hasByteOrderMark }: FileFacts, open: string): Finding[] {
  if (hasByteOrderMark) {
    const advice = `save it as UTF-8 without the mark, in vi with :set nobomb: ${open}`;
    return [error(`${path} starts with a byte order mark, and ${refuses}`, advice)];
  }
  const broken = text.split(/\r\n?|\n/).findIndex((line) => line.includes('\uFFFD'));
  return broken === -1 ? [] : [error(`${path}, line ${broken + 1}: not UTF-8; ${refuses}`, `type it again: ${open}`)];
}

const { error: duplicateError } = findings('duplicates');

/** Sections and settings that appear twice. The AWS CLI refuses the whole file. */
export const duplicates: Check = ({ env, files }) =>
  [files.config, files.credentials].flatMap(({ path, text }) =>
    lintAwsFile(text).flatMap(({ kind, what, lines }) =>
      kind === 'duplicate'
        ? [
            duplicateError(
              `${path}: ${what}, in lines ${lines.join(' and ')}; ${refuses}`,
              `remove one: ${editCommand(env, path)}`,
            ),
          ]
        : [],
    ),
  );
