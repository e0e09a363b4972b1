// Runs before all else, also where Node is too old for the rest: bin.cjs is built so that Node 12 can read it.
// An `eval` of nothing succeeds, and `eval "$(mfa-env)" && terraform apply` would go on (C2.8).

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
/** 21 and the first of 22 lack `process.getBuiltinModule`. */
const [neededMajor, neededMinor] = major > 20 ? [22, 3] : [20, 19];

if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
  try {
    // biome-ignore lint/style/useNodejsImportProtocol: Node 12 knows no node:fs
    const { fstatSync, writeSync } = require('fs');
    const needs = `mfa-env needs ${neededMajor}.${neededMinor} or newer`;
    writeSync(2, `mfa-env: node ${process.version} is too old: ${needs}\n  with nvm: nvm install --lts\n`);
    if (!fstatSync(1).isCharacterDevice()) writeSync(1, "sh -c 'exit 3';\n"); // in every shell
  } finally {
    process.exit(3);
  }
}
