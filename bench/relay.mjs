import net from 'node:net';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate, setTimeout } from 'node:timers/promises';

/**
 * A path with delay to the port that is its argument, in a process of its own: TCP in, the same bytes
 * out, later. Answers with its own port. A number as a message is the round-trip time of the
 * connections from then on, in milliseconds; every message is answered with the number of
 * connections since the one before.
 */

const [target] = process.argv.slice(2);

let roundTripTime = 0;
let connections = 0;

/**
 * Notes when each chunk is due, and the end. A chunk is noted when it arrives, also while those before
 * it are held.
 *
 * @param delay in milliseconds.
 * @param delayOfFirst of the first chunk.
 */
const stamp = (delay, delayOfFirst) => {
  let next = delayOfFirst;
  const note = (chunk) => {
    const due = performance.now() + next;

    next = delay;

    return { chunk, due };
  };

  return new Transform({
    readableObjectMode: true,
    transform: (chunk, _, done) => done(null, note(chunk)),
    flush: (done) => done(null, note(Buffer.alloc(0))),
  });
};

/** Lets each chunk go when it is due, in order. */
const hold = async function* (noted) {
  for await (const { chunk, due } of noted) {
    for (let left = due - performance.now(); left > 0; left = due - performance.now()) {
      // Timers are good to a millisecond only, so the last one passes in turns of the event loop.
      await (left > 2 ? setTimeout(left - 1) : setImmediate());
    }

    yield chunk;
  }
};

// Without `noDelay` the kernel holds small segments as well. An end is one of one direction.
const options = { noDelay: true, allowHalfOpen: true };

const relay = net.createServer(options, (client) => {
  const server = net.connect({ ...options, host: '127.0.0.1', port: Number(target) });
  const oneWay = roundTripTime / 2;

  connections += 1;

  // What is reset on one side is reset on the other, at once.
  client.once('error', () => server.resetAndDestroy());
  server.once('error', () => client.resetAndDestroy());

  // Loopback connects at once. A real connection costs a round trip before it carries anything.
  const there = pipeline(client, stamp(oneWay, roundTripTime + oneWay), hold, server);
  const back = pipeline(server, stamp(oneWay, oneWay), hold, client);

  Promise.all([there, back]).catch(() => undefined);
});

process.once('disconnect', () => process.exit());
process.on('message', (message) => {
  if (typeof message === 'number') {
    roundTripTime = message;
  }

  process.send(connections);
  connections = 0;
});
relay.listen(0, '127.0.0.1', () => process.send(relay.address().port));
