import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands } from '../src/cli/commands.ts';
import { type Option, options } from '../src/cli/options.ts';
import { exitStatus } from '../src/errors.ts';

// The pages for people: their links lead somewhere, and they say what the tables of src/ say.

const root = path.resolve(import.meta.dirname, '..');
const textOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const docs = readdirSync(path.join(root, 'docs')).map((name) => `docs/${name}`);
const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', ...docs].filter((name) =>
  name.endsWith('.md'),
);

/** Whether npm packs a file: the README it takes by itself. */
const packed = (file: string): boolean => {
  const { files } = JSON.parse(textOf('package.json')) as { files: string[] };
  return file === 'README.md' || files.some((entry) => file === entry || file.startsWith(`${entry}/`));
};

/** The text without blocks of code and code in a line. */
const prose = (text: string): string => text.replaceAll(/^ *```.*?^ *```$/gms, '').replaceAll(/`[^`\n]*`/g, '');

interface Link {
  page: string;
  to: string;
}
const linksOf = (page: string, text: string): Link[] =>
  [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = '']) => ({ page, to }));

/** The anchors that GitHub makes of the headings. */
const anchorsOf = (text: string): string[] =>
  [...text.replaceAll(/^ *```.*?^ *```$/gms, '').matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );

/** What is wrong with a link; undefined where it leads somewhere. */
function fault({ page, to }: Link, read = textOf): string | undefined {
  if (/^https?:/.test(to)) return undefined;
  const [name = '', anchor] = to.split('#');
  const file = name ? path.join(path.dirname(page), name) : page;
  if (!existsSync(path.join(root, file))) return `${page}: no ${file}`;
  if (packed(page) && !packed(file)) return `${page}: ${file} is not in the package`;
  if (anchor !== undefined && !anchorsOf(read(file)).includes(anchor)) return `${page}: no ${to}`;
  return undefined;
}

test('each link leads to a page and a heading, and from the package into the package', () => {
  const links = pages.flatMap((page) => linksOf(page, textOf(page)));
  expect(links.length).toBeGreaterThan(40);
  expect(links.map((link) => fault(link)).filter(Boolean)).toEqual([]);
});

test.each<[string, string, RegExp | undefined]>([
  ['README.md', '[x](docs/reference.md#statuses)', undefined],
  ['docs/json.md', '[x](../SECURITY.md)', undefined],
  ['docs/json.md', '[x](https://example.com)', undefined],
  ['docs/json.md', '`[x](nowhere.md)`', undefined],
  ['docs/json.md', '[x](SECURITY.md)', /no docs\/SECURITY/],
  ['docs/json.md', '[x](../test/docs.test.ts)', /not in the package/],
  ['README.md', '[x](docs/reference.md#status)', /no docs\/reference.md#status/],
])('in %s the link %s is judged', (page, text, expected) => {
  const found = linksOf(page, text).map((link) => fault(link))[0];
  if (expected) expect(found).toMatch(expected);
  else expect(found).toBeUndefined();
});

test('the README leads to each page', () => {
  const linked = linksOf('README.md', textOf('README.md')).map(({ to }) => to);
  expect(pages.filter((page) => page !== 'README.md' && !linked.includes(page))).toEqual([]);
});

describe('the reference', () => {
  const reference = textOf('docs/reference.md');
  /** The first cells of the rows below a heading. */
  const cells = (heading: string): string => {
    const [, below = ''] = reference.split(`\n## ${heading}\n`);
    const rows = (below.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| '));
    return rows.map((row) => row.split(' | ')[0]).join('\n');
  };

  test.each(Object.keys(commands).filter((name) => name !== 'get'))('has the command %s', (name) => {
    expect(cells('Commands')).toMatch(new RegExp(`\`mfa-env ${name}\\b`));
  });
  test.each(Object.entries<Option>(options))('has the option --%s', (name, { alias, value }) => {
    const head = `${alias ? `\`-${alias}\`, ` : ''}\`--${name}${value ? ` ${value}` : ''}\``;
    expect(cells('Options')).toContain(head);
  });
  test.each(Object.values(exitStatus))('has the status %d', (status) => {
    expect(cells('Statuses').split('\n')).toContain(`| ${status}`);
  });
  test('has no option that is gone', () => {
    const named = [...cells('Options').matchAll(/`--([\w-]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !Object.hasOwn(options, name))).toEqual([]);
  });
});

test('the page for troubles quotes messages that there are', () => {
  const [, ours = ''] = textOf('docs/troubleshooting.md').split('\n## Messages of mfa-env\n');
  const rows = (ours.split('\n## ')[0] ?? '').split('\n').slice(3);
  const quoted = rows.flatMap((row) => /^\| `([^`]+)` \|/.exec(row)?.[1] ?? []);
  expect(quoted.length).toBeGreaterThan(15);
  // The rows there hold each message whole, and are tried out.
  const sources = readdirSync(path.join(root, 'test/messages')).map((name) => textOf(`test/messages/${name}`));
  const isSaid = (message: string): boolean => sources.some((text) => text.includes(message));
  expect(quoted.filter((message) => !isSaid(message))).toEqual([]);
});

/** The calls of mfa-env and authaws in code: their words, as far as they are ours. */
const callsIn = (text: string): string[][] => {
  const code = [...text.matchAll(/```.*?```|`[^`\n]+`/gs)].map(([span]) => span).join('\n');
  const calls = code.matchAll(/(?<![\w/.-])(?:authaws|mfa-env)((?: [^\s`|&;()<>#"']+)+)/g);
  return [...calls].map(([, words = '']) => words.split(' -- ')[0]?.trim().split(' ') ?? []);
};

test('the calls in the pages have options that there are', () => {
  const known = Object.entries<Option>(options).flatMap(([name, { alias }]) => [`--${name}`, `-${alias}`]);
  const calls = pages.filter((page) => page !== 'CONTRIBUTING.md').flatMap((page) => callsIn(textOf(page)));
  expect(calls.length).toBeGreaterThan(100);
  const unknown = calls.filter((words) => words.some((word) => /^-./.test(word) && !known.includes(word)));
  expect(unknown).toEqual([]);
});

test('each page for users asks in its title what it answers', () => {
  const facts = /(?:^[A-Z]|aws|shells|benchmarks|promises)[^/]*\.md$/;
  const users = pages.filter((page) => !facts.test(page));
  expect(users.length).toBeGreaterThan(7);
  expect(users.filter((page) => !/^# .*\?$/m.test(textOf(page).split('\n')[0] ?? ''))).toEqual([]);
});

test('the benchmarks name the tools that are missing as the script does', async () => {
  const { notHere } = await import(path.join(root, 'scripts/bench/peers.mjs'));
  const text = textOf('docs/benchmarks.md');
  for (const [, missing = ''] of text.matchAll(/^Not on this machine: ([^.]*)\./gm))
    expect(text).toContain(`\n\n${notHere(missing.split(', ')).join('\n')}\n`);
});

describe('the README', () => {
  const readme = textOf('README.md');

  test('has the two commands that need no account and no set-up', () => {
    expect(readme).toContain('`npm ci && npm run demo`');
    expect(readme).toContain('`npm ci && npm test`');
  });
  test('can be read in some minutes', () => {
    const words = readme.split(/\s+/).filter((word) => /\w/.test(word));
    expect(words.length).toBeLessThan(850);
  });
});

test('what stands in the pages can be pasted as it stands in the raw text', () => {
  const users = pages.filter((page) => !/CONTRIBUTING|promises|benchmarks/.test(page));
  expect(users.filter((page) => textOf(page).includes('\\|'))).toEqual([]);
});

test('each test that the page of attacks names is there, and none in test/security is forgotten', () => {
  const rows = textOf('docs/attacks.md')
    .split('\n')
    .filter((row) => /^\| (?!attack )/.test(row));
  const named = rows.flatMap((row) =>
    [...(row.split(' | ').at(-1) ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  );
  expect(named.length).toBeGreaterThan(rows.length - 1);
  expect(named.filter((name) => !existsSync(path.join(root, 'test', `${name}.test.ts`)))).toEqual([]);
  const ours = readdirSync(path.join(root, 'test/security')).map((name) => `security/${name.replace('.test.ts', '')}`);
  expect(ours.filter((name) => !named.includes(name))).toEqual([]);
});
