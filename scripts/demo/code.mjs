#!/usr/bin/env node
// `code` in the demo's shell: what alice's authenticator app shows. The demo itself answers.
import { connect } from 'node:net';

connect(process.env.DEMO_AUTHENTICATOR)
  .on('error', () => {
    console.error('code: the demo has ended');
    process.exitCode = 1;
  })
  .pipe(process.stdout);
