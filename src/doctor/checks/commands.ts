import { type Check, findings } from '../finding.ts';
import { editCommand } from '../fix.ts';
import { commandSettings, programIn } from '../probes/programs.ts';

const { error } = findings('keys');

/** Command settings whose program cannot be run. One finding per program. */
export const processes: Check = ({ env, files, missingPrograms }, profiles) => {
  const users = new Map<string, { what: string; names: string[] }>();
  for (const { profile } of profiles) {
    for (const setting of commandSettings) {
      const program = programIn(profile.settings[setting] ?? '');
      // A profile's own keys win over its credential_process.
      const isIdle = setting === 'credential_process' && profile.keys !== undefined;
      if (program === undefined || isIdle || !missingPrograms.includes(program)) continue;
      const same = users.get(program);
      if (same) same.names.push(profile.name);
      else users.set(program, { what: `${setting} of profile ${profile.name}`, names: [profile.name] });
    }
  }
  return [...users].map(([program, { what, names }]) =>
    error(
      `${what} runs ${program}, which was not found`,
      `install it, or correct the line: ${editCommand(env, files.config.path)}`,
      ...names,
    ),
  );
};
