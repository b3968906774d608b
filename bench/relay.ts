import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate, setTimeout } from 'node:timers/promises';

/** A path with delay: TCP in, the same bytes out, later. */
export type Relay = {
  port: number;
  /** Of the connections from now on, in milliseconds. */
  roundTripTime: number;
  /** How many there were. */
  connections: number;
  close: () => Promise<void>;
};

type Noted = { chunk: Buffer; due: number };

/**
 * Notes when each chunk is due, and the end. A chunk is noted when it arrives, also while those before
 * it are held.
 *
 * @param delay in milliseconds.
 * @param delayOfFirst of the first chunk.
 */
const note = (delay: number, delayOfFirst: number): Transform => {
  let next = delayOfFirst;
  const noted = (chunk: Buffer): Noted => {
    const due = performance.now() + next;

    next = delay;

    return { chunk, due };
  };

  return new Transform({
    readableObjectMode: true,
    transform: (chunk: Buffer, _, done) => {
      done(null, noted(chunk));
    },
    flush: (done) => {
      done(null, noted(Buffer.alloc(0)));
    },
  });
};

/** Lets each chunk go when it is due, in order. */
const hold = async function* (chunks: AsyncIterable<Noted>) {
  for await (const { chunk, due } of chunks) {
    for (let left = due - performance.now(); left > 0; left = due - performance.now()) {
      // Timers are good to a millisecond only, so the last one passes in turns of the event loop.
      await (left > 2 ? setTimeout(left - 1) : setImmediate());
    }

    yield chunk;
  }
};

/** Starts a relay to a port, at first without delay. */
export const startRelay = async (port: number): Promise<Relay> => {
  // Without `noDelay` the kernel holds small segments as well. An end is one of one direction.
  const options = { noDelay: true, allowHalfOpen: true };
  const server = net.createServer(options, (client) => {
    const wechat = net.connect({ ...options, host: '127.0.0.1', port });
    const oneWay = relay.roundTripTime / 2;

    relay.connections += 1;

    // What is reset on one side is reset on the other, at once.
    client.once('error', () => wechat.resetAndDestroy());
    wechat.once('error', () => client.resetAndDestroy());

    // Loopback connects at once. A real connection costs a round trip before it carries anything.
    const there = pipeline(client, note(oneWay, 3 * oneWay), hold, wechat);
    const back = pipeline(wechat, note(oneWay, oneWay), hold, client);

    Promise.all([there, back]).catch(() => undefined);
  });

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const relay: Relay = {
    port: (server.address() as AddressInfo).port,
    roundTripTime: 0,
    connections: 0,
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };

  return relay;
};
