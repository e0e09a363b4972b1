import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { readAwsText } from '../aws/files.ts';
import type { Context } from '../context.ts';
import { isFailure } from '../errors.ts';
import { callingShell } from '../shell/detect.ts';
import { awsFilePaths } from '../system/paths.ts';
import { askKey } from './ask-key.ts';
import { askSts } from './ask-sts.ts';
import type { Facts, FileFacts, KeyFacts, Program, StsFacts } from './facts.ts';

/** Looks at everything once: files, environment, PATH, the network. Nothing that it meets stops it. */
export async function gather(context: Context, version: string, profile?: string): Promise<Facts> {
  const files = await readFiles(context);
  const sts = await askSts(files, context, profile);
  return {
    env: context.env,
    now: context.now(),
    shell: callingShell(context.env),
    profile,
    files,
    sts,
    key: await keyFacts(files, sts, context, profile),
    programs: programsOn(context.env.PATH ?? ''),
    platform: process.platform,
    node: process.versions.node,
    version,
  };
}

async function keyFacts(
  files: Facts['files'],
  sts: StsFacts,
  context: Context,
  profile: string | undefined,
): Promise<KeyFacts> {
  if (files.config.problem || files.credentials.problem) return { unknown: 'a file cannot be read' };
  return sts.answered ? await askKey(files, context, profile) : { unknown: 'STS gave no answer' };
}

async function readFiles({ env }: Context): Promise<Facts['files']> {
  let paths = { config: '~/.aws/config', credentials: '~/.aws/credentials' };
  try {
    paths = awsFilePaths(env);
  } catch (error) {
    return { config: unread(paths.config, error), credentials: unread(paths.credentials) };
  }
  return { config: await readFile(paths.config), credentials: await readFile(paths.credentials) };
}

async function readFile(file: string): Promise<FileFacts> {
  try {
    const { mark, text } = await readAwsText(file, 'utf8');
    const stat = statSync(file, { throwIfNoEntry: false });
    return { path: file, text, hasMark: mark !== '', exists: stat !== undefined, mode: stat?.mode ?? 0 };
  } catch (error) {
    return unread(file, error);
  }
}

function unread(file: string, error?: unknown): FileFacts {
  const nothing = { path: file, text: '', hasMark: false, exists: true, mode: 0 };
  if (error === undefined) return nothing;
  if (!isFailure(error)) throw error;
  return { ...nothing, problem: { message: error.message, advice: error.advice } };
}

/** One for each place that symlinks lead to: two names of one program are no two programs. */
function programsOn(searchPath: string): Program[] {
  const found = new Map<string, Program>();
  for (const folder of searchPath.split(path.delimiter).filter((one) => path.isAbsolute(one))) {
    const program = programAt(path.join(folder, 'mfa-env'));
    if (program && !found.has(program.target)) found.set(program.target, program);
  }
  return [...found.values()];
}

function programAt(file: string): Program | undefined {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile() ? { path: file, target: realpathSync(file) } : undefined;
  } catch {
    return undefined;
  }
}
