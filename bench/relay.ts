import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers/promises';

const waitUntil = async (due: number): Promise<void> => {
  for (let left = due - performance.now(); left > 0; left = due - performance.now()) {
    // Timers are good to a millisecond only, so the last one passes in turns of the event loop.
    await (left > 2 ? setTimeout(left - 1) : setImmediate());
  }
};

/** Hands on what arrives, each after the same time and in order. */
const carry = (from: Socket, to: Socket, delay: number, delayOfFirst = delay): void => {
  let next = delayOfFirst;
  let queue = Promise.resolve();

  const later = (action: () => void): void => {
    const due = performance.now() + next;

    next = delay;
    queue = queue.then(async () => waitUntil(due)).then(action);
  };

  from.on('data', (chunk) => {
    later(() => to.write(chunk));
  });
  from.once('end', () => {
    later(() => to.end());
  });
  from.once('error', () => to.destroy());
};

/** Starts a path with delay to a port: TCP in, the same bytes out, later. It may stay open at the end. */
export const startRelay = async (port: number) => {
  // Without `noDelay` the kernel holds small segments as well. An end is one of one direction.
  const options = { noDelay: true, allowHalfOpen: true };
  const server = net.createServer(options, (client) => {
    const wechat = net.connect({ ...options, host: '127.0.0.1', port });
    const oneWay = relay.roundTripTime / 2;

    relay.connections += 1;
    // Loopback connects at once. A real connection costs a round trip before it carries anything.
    carry(client, wechat, oneWay, 3 * oneWay);
    carry(wechat, client, oneWay);
  });

  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');

  const relay = {
    port: (server.address() as AddressInfo).port,
    /** Of the connections from now on, in milliseconds. */
    roundTripTime: 0,
    /** How many there were. */
    connections: 0,
  };

  return relay;
};
