// From Enter at the prompt to the end of the process, on a real pseudo-terminal, over TLS.
import net from 'node:net';
import pty from '@lydell/node-pty';
import { makeBench } from './place.mjs';

/**
 * @param {number} delay milliseconds that each direction's first byte of a round trip waits, half each way
 * @returns {Promise<number[]>} milliseconds
 */
export async function enterToExit(delay, runs) {
  const bench = await makeBench({ tls: true });
  const slow = await delayed(new URL(bench.sts.url), delay);
  try {
    const times = [];
    for (let run = 0; run < runs; run++) times.push(await once(bench, slow.url));
    return times;
  } finally {
    slow.close();
    await bench.remove();
  }
}

function once(bench, url) {
  return new Promise((resolve, reject) => {
    const env = { ...bench.env, AWS_ENDPOINT_URL: url };
    const args = ['-c', `'${process.execPath}' '${bench.bin}' --refresh --shell bash | wc -c`];
    const terminal = pty.spawn('sh', args, { env, cols: 200 });
    let shown = '';
    let entered;
    terminal.onData((text) => {
      shown += text;
      if (entered === undefined && /MFA code for .*: $/.test(shown)) {
        entered = 0n;
        // A person takes seconds; by then all that can be made ready is.
        setTimeout(() => {
          terminal.write(bench.code());
          setTimeout(() => {
            entered = process.hrtime.bigint();
            terminal.write('\r');
          }, 50);
        }, 700);
      }
    });
    terminal.onExit(({ exitCode }) => {
      const took = Number(process.hrtime.bigint() - entered) / 1e6;
      if (exitCode === 0 && /left/.test(shown)) resolve(took);
      else reject(new Error(shown));
    });
  });
}

/** A way to the server on which each chunk takes `delay` ms for the way there and back. */
function delayed(target, delay) {
  const server = net.createServer((client) => {
    const upstream = net.connect(Number(target.port), target.hostname);
    const pass = (from, to) => {
      from.on('data', (chunk) => setTimeout(() => to.write(chunk), delay / 2));
      from.on('end', () => setTimeout(() => to.end(), delay / 2));
      from.on('error', () => to.destroy());
    };
    pass(client, upstream);
    pass(upstream, client);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve({ url: `https://127.0.0.1:${server.address().port}`, close: () => server.close() }),
    );
  });
}
