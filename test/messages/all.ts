import { awsRows } from './aws.ts';
import { cacheFolderRows } from './cache-folder.ts';
import { codeRows } from './codes.ts';
import { configurationRows } from './configuration.ts';
import { consoleRows } from './console.ts';
import { enrolmentRows } from './enrolment.ts';
import { fileRows } from './files.ts';
import { keepRows } from './keeping.ts';
import { networkRows } from './network.ts';
import { optionRows } from './options.ts';
import { processRows } from './processes.ts';
import { roleRows } from './roles.ts';
import { rotationRows } from './rotation.ts';
import type { Row } from './row.ts';
import { setupRows } from './setup.ts';
import { successRows } from './success.ts';
import { trustRows } from './trust.ts';
import { usageRows } from './usage.ts';
import { warningRows } from './warnings.ts';

/** Every message. */
export const rows: readonly Row[] = [
  ...usageRows,
  ...optionRows,
  ...configurationRows,
  ...fileRows,
  ...processRows,
  ...awsRows,
  ...roleRows,
  ...networkRows,
  ...codeRows,
  ...enrolmentRows,
  ...trustRows,
  ...warningRows,
  ...cacheFolderRows,
  ...setupRows,
  ...consoleRows,
  ...keepRows,
  ...rotationRows,
  ...successRows,
];
