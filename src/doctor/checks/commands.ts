import { type Check, findings } from '../finding.ts';
import { edit } from '../fix.ts';
import { commandSettings, programIn } from '../probes/programs.ts';

const { error } = findings('keys');

/** Commands of the profiles whose program is not there. One finding for each program. */
export const processes: Check = ({ env, files, missingPrograms }, profiles) => {
  const users = new Map<string, { what: string; names: string[] }>();
  for (const { profile } of profiles) {
    for (const setting of commandSettings) {
      const program = programIn(profile.settings[setting] ?? '');
      // Keys of one's own beat the process.
      const isIdle = setting === 'credential_process' && profile.keys !== undefined;
      if (program === undefined || isIdle || !missingPrograms.includes(program)) continue;
      const same = users.get(program);
      if (same) same.names.push(profile.name);
      else users.set(program, { what: `${setting} of profile ${profile.name}`, names: [profile.name] });
    }
  }
  return [...users].map(([program, { what, names }]) =>
    error(
      `${what} runs ${program}, which is not there`,
      `install that program, or mend the line: ${edit(env, files.config.path)}`,
      ...names,
    ),
  );
};
