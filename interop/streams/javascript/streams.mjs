// Runs one client's cases and prints what it saw of each, one JSON object a line.
// Arguments: the variant, and a plan {base_url, key, model, cases: [{case, do, prompt, waits}]}. A client has a method for
// everything it can do, which hands each piece that it sees to the case; what it has no method for, the client lacks. A
// case that waits begins when a line comes to standard input.
import { createInterface } from 'node:readline/promises';
import { z } from 'zod';

const SEEN_ENOUGH = 3;

export const Gate = z.object({ gate: z.string(), reason: z.string() });
export const parameters = z.toJSONSchema(Gate);
export const user = (content) => ({ role: 'user', content });

// what was seen, also when the client fails
class Case {
  pieces = [];
  usage = null;
  id = null;
  numbers = [];

  constructor(name) {
    this.name = name;
  }

  text(piece) {
    if (piece && this.pieces.push(piece) === SEEN_ENOUGH) this.tell({ under_way: true });
  }

  used(inputTokens = null, outputTokens = null) {
    this.usage = [inputTokens, outputTokens];
  }

  // what a helper made of the pieces
  whole(text) {
    if (text !== this.pieces.join('')) throw new Error(`the helper made ${text}`);
  }

  tell(more) {
    console.log(JSON.stringify({ case: this.name, ...more }));
  }

  seen() {
    const { pieces, usage, id, numbers } = this;
    return { pieces, usage, id, numbers };
  }
}

async function line(seen) {
  const input = createInterface({ input: process.stdin });
  seen.tell({ ready: true });
  await input.question('');
  input.close();
}

export async function run(variants) {
  const [, , variant, plan] = process.argv;
  const { base_url: baseURL, key, model, cases } = JSON.parse(plan);
  for (const { case: name, do: method, prompt, waits } of cases) {
    const seen = new Case(name);
    if (waits) await line(seen);
    const began = performance.now();
    let end = {};
    try {
      const client = variants[variant](baseURL, key, model);
      if (client[method]) await client[method](seen, prompt);
      else end = { lacks: true };
    } catch (error) {
      end = { raised: error.constructor.name, message: (error.message ?? JSON.stringify(error)).slice(0, 500) };
    }
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    seen.tell({ ended: true, seconds, ...seen.seen(), ...end });
  }
}
