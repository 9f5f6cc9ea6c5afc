// Receives webhooks on this machine, and takes every one.
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export class Receiver {
  #deliveries = [];
  #server;

  static async listen(port) {
    const receiver = new Receiver();
    receiver.#server = http.createServer(async (request, response) => {
      const chunks = [];
      for await (const chunk of request) {
        chunks.push(chunk);
      }
      receiver.#deliveries.push({
        method: request.method,
        path: request.url,
        headers: { ...request.headers },
        body: Buffer.concat(chunks).toString(),
      });
      response.end();
    });
    await new Promise((listening, failed) => {
      receiver.#server.once('error', failed);
      receiver.#server.listen(port, '127.0.0.1', listening);
    });
    return receiver;
  }

  /** The first one whose body is the one that is meant. */
  async delivery(isMeant) {
    const until = Date.now() + 30_000;
    while (Date.now() < until) {
      const found = this.#deliveries.find(({ body }) => isMeant(body));
      if (found) {
        return found;
      }
      await sleep(50);
    }
    throw new Error('no such webhook has come within 30 s');
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
