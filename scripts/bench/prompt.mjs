// From Enter at the prompt to the end of the process, on a real pseudo-terminal, over TLS.
import net from 'node:net';
import pty from '@lydell/node-pty';
import { makeBench } from './place.mjs';

/**
 * @param {number} delay milliseconds that what goes there and comes back waits, half each way
 * @returns {Promise<{ times: number[], roundTrip: number }>} milliseconds; a round trip as it is on that way
 */
export async function enterToExit(delay, runs) {
  const bench = await makeBench({ tls: true });
  const way = await wayTo(new URL(bench.sts.url).port, delay);
  try {
    const times = [];
    for (let run = 0; run < runs; run++) times.push(await once(bench, `https://127.0.0.1:${way.port}`));
    return { times, roundTrip: await roundTrip(delay) };
  } finally {
    way.close();
    await bench.remove();
  }
}

/** What timers and one more process on the way add to the delay is no part of mfa-env. */
async function roundTrip(delay) {
  const echo = net.createServer((socket) => socket.pipe(socket));
  await new Promise((resolve) => echo.listen(0, '127.0.0.1', resolve));
  const way = await wayTo(echo.address().port, delay);
  const socket = net.connect(way.port, '127.0.0.1').setNoDelay();
  const times = [];
  for (let run = 0; run < 20; run++) {
    const start = performance.now();
    socket.write('x');
    await new Promise((resolve) => socket.once('data', resolve));
    times.push(performance.now() - start);
  }
  socket.destroy();
  way.close();
  echo.close();
  return times.toSorted((x, y) => x - y)[10];
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

/** A way to a port of this machine on which each chunk takes `delay` ms for the way there and back; none: straight. */
function wayTo(port, delay) {
  if (delay === 0) return { port, close: () => {} };
  const server = net.createServer((client) => {
    const upstream = net.connect(Number(port), '127.0.0.1').setNoDelay();
    client.setNoDelay();
    const pass = (from, to) => {
      from.on('data', (chunk) => setTimeout(() => to.write(chunk), delay / 2));
      from.on('end', () => setTimeout(() => to.end(), delay / 2));
      from.on('error', () => to.destroy());
    };
    pass(client, upstream);
    pass(upstream, client);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve({ port: server.address().port, close: () => server.close() }));
  });
}
