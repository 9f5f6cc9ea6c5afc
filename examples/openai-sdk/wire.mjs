// Stands between the SDK and the gateway where that is asked for: keeps each exchange as it was on the wire, and loses an
// answer when told to, as a network does.
import http from 'node:http';

export class Wire {
  /** Every exchange that has ended, oldest first. */
  exchanges = [];
  #target;
  #server;
  #losing = false;

  static async open(target) {
    const wire = new Wire();
    wire.#target = new URL(target);
    wire.#server = http.createServer((request, response) => wire.#pass(request, response));
    await new Promise((ready) => wire.#server.listen(0, '127.0.0.1', ready));
    return wire;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  get last() {
    return this.exchanges[this.exchanges.length - 1];
  }

  /** The gateway answers the next request, and nobody learns it. */
  loseNextAnswer() {
    this.#losing = true;
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #pass(request, response) {
    const losing = this.#losing;
    this.#losing = false;
    const sent = [];
    const answered = [];
    const onwards = http.request(
      {
        host: this.#target.hostname,
        port: this.#target.port,
        method: request.method,
        path: request.url,
        headers: { ...request.headers, host: this.#target.host },
      },
      (answer) => {
        if (!losing) {
          response.writeHead(answer.statusCode, answer.rawHeaders);
        }
        answer.on('data', (chunk) => {
          answered.push(chunk);
          if (!losing) {
            response.write(chunk);
          }
        });
        answer.on('close', () => {
          this.exchanges.push({
            request: {
              method: request.method,
              path: request.url,
              headers: { ...request.headers },
              body: Buffer.concat(sent).toString(),
            },
            response: {
              status: answer.statusCode,
              headers: { ...answer.headers },
              body: Buffer.concat(answered).toString(),
            },
          });
          if (losing) {
            response.destroy();
          } else {
            response.end();
          }
        });
      },
    );
    onwards.on('error', () => response.destroy());
    response.on('close', () => onwards.destroy());
    request.on('data', (chunk) => sent.push(chunk));
    request.pipe(onwards);
  }
}
