// Publishes one request with KafkaJS and follows it to its end: node quickstart.mjs [MODEL] [QUESTION]
import { randomUUID } from 'node:crypto';
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry';
import { Kafka, Partitioners, logLevel } from 'kafkajs';

const TENANT = 'acme'; // the demo's, as is the key
const API_KEY = 'sk-demo-acme-default';
const [REQUESTS, POLLING, RESULTS, ERRORS] = ['sluice.requests', 'sluice.polling', 'sluice.results', 'sluice.errors'];
const { SLUICE_BOOTSTRAP_SERVERS, SLUICE_SCHEMA_REGISTRY_URL, SLUICE_HTTP_PORT } = process.env;

const kafka = new Kafka({ brokers: SLUICE_BOOTSTRAP_SERVERS.split(','), logLevel: logLevel.ERROR });
const registry = new SchemaRegistry({ host: SLUICE_SCHEMA_REGISTRY_URL });

async function publish(request) {
  const id = await registry.getLatestSchemaId(`${REQUESTS}-value`);
  const value = await registry.encode(id, request);
  const producer = kafka.producer({
    createPartitioner: Partitioners.DefaultPartitioner, // Java's; LegacyPartitioner sends tenants to other partitions
    idempotent: true,
    maxInFlightRequests: 1, // or its idempotent producer may change the order
  });
  await producer.connect();
  const [record] = await producer.send({ topic: REQUESTS, messages: [{ key: TENANT, value }] });
  await producer.disconnect();
  console.log(`published ${request.request_id} to partition ${record.partition}`);
}

/** Resolves with the event that ends the request: its result or its error record. */
async function follow(requestId) {
  const consumer = kafka.consumer({ groupId: 'quickstart-kafkajs' }); // reads what is committed, unless told otherwise
  await consumer.connect();
  await consumer.subscribe({ topics: [POLLING, RESULTS, ERRORS], fromBeginning: true }); // the first time
  const end = await new Promise((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    consumer.run({
      eachMessage: async ({ topic, message }) => {
        const event = await registry.decode(message.value);
        if (event.request_id !== requestId) {
          return;
        }
        if (topic === POLLING && event.kind === 'ACCEPTED') {
          console.log('accepted ', event.polling_id);
        } else if (topic === RESULTS) {
          console.log('answered ', event.answer.text);
          resolve(event);
        } else if (topic === ERRORS) {
          const { status, message } = event.failure;
          console.log(event.polling_id ? 'failed   ' : 'rejected ', status, message);
          resolve(event);
        }
      },
    });
  });
  await consumer.disconnect();
  return end;
}

async function poll(pollingId) {
  const url = `http://127.0.0.1:${SLUICE_HTTP_PORT}/v1/responses/${pollingId}?wait=30`;
  const reply = await fetch(url, { headers: { Authorization: `Bearer ${API_KEY}` } });
  return reply.json();
}

const [model = 'chat-fast', text = 'What is a sluice?'] = process.argv.slice(2);
const request = { request_id: randomUUID(), model, messages: [{ role: 'USER', text }] };
await publish(request);
const { polling_id: pollingId } = await follow(request.request_id);
if (pollingId) { // a rejected request has none
  console.log('polled   ', pollingId, (await poll(pollingId)).status);
}
