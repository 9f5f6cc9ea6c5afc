// Runs one client's cases and prints what it saw of each, one JSON object a line.
// Arguments: the variant, and a plan {base_url, cases: [{case, do, key, model, prompts}]}. A client has a method for
// everything it can do; what it has no method for, the client lacks.
import { z } from 'zod';

export const Report = z.object({ gate: z.string(), open: z.boolean() });
export const Gate = z.object({ gate: z.string() });
export const openGate = ({ gate }) => `${gate} is open`;
export const user = (content) => ({ role: 'user', content });
export const answer = (text, inputTokens = null, outputTokens = null) => ({ text, usage: [inputTokens, outputTokens] });

export async function run(variants) {
  const [, , variant, plan] = process.argv;
  const { base_url: baseURL, cases } = JSON.parse(plan);
  for (const { case: name, do: method, key, model, prompts } of cases) {
    const began = performance.now();
    let seen;
    try {
      const client = variants[variant](baseURL, key, model);
      seen = client[method] ? { seen: await client[method](...prompts) } : { lacks: true };
    } catch (error) {
      seen = { raised: error.constructor.name, status: status(error), message: String(error.message).slice(0, 500) };
    }
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    console.log(JSON.stringify({ case: name, seconds, ...seen }));
  }
}

// the HTTP status, from the error or from what it was thrown for
function status(error) {
  for (let each = error; each; each = each.cause ?? each.lastError) {
    const found = each.status ?? each.statusCode;
    if (Number.isInteger(found)) return found;
  }
  return null;
}
