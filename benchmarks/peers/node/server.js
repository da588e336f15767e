// The same HTTP in Node: what our projects are measured against, as its users would write and run it.
import { readFileSync } from 'node:fs';
import Fastify from 'fastify';
import pg from 'pg';
import { Agent, request } from 'undici';
import { summarise } from './statistics.js';

const { DATABASE_URL, PORT, READINGS, UPSTREAM_URL } = process.env;
const THRESHOLD = 5;
const OF_MIXED = 15_000;
const START = Date.UTC(2026, 0, 1);

// Prepared once a connection, by name. Rows come as arrays, and columns as the text they are:
// the driver would make objects, and dates without microseconds.
const AS_TEXT = { rowMode: 'array', types: { getTypeParser: () => (text) => text } };
const NEWEST = {
  ...AS_TEXT,
  name: 'newest',
  text: 'SELECT id, name, unit, created_at FROM sensors ORDER BY created_at DESC, id DESC LIMIT $1',
};
const IS_THERE = { name: 'is-there', text: 'SELECT FROM sensors WHERE id = $1' };
const OF_ONE = {
  ...AS_TEXT,
  name: 'of-one',
  text: 'SELECT at, value FROM readings WHERE sensor_id = $1 ORDER BY at',
};

const database = new pg.Pool({
  connectionString: DATABASE_URL,
  max: 16, // more than one core keeps busy; more of them only cost the database
  idleTimeoutMillis: 0,
  options: '-c timezone=UTC',
});
const upstream = new Agent({ connections: null, pipelining: 1, keepAliveTimeout: 60_000 });

const raw = readFileSync(READINGS);
const values = new Float64Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length));
const valuesOfMixed = values.subarray(0, OF_MIXED);

// Answers with a schema are written by code that is compiled for it.
const text = { type: 'string' };
const figure = { type: 'number', nullable: true };
const object = (properties) => ({ type: 'object', properties });
const list = (items) => ({ type: 'array', items });
const answers = (schema) => ({ schema: { response: { 200: schema } } });
const STATUS = object({ status: text });
const PAGE = object({
  items: list(object({ id: text, name: text, unit: text, created_at: text })),
  next_cursor: { type: 'string', nullable: true },
});
const FACT = object({ value: { type: 'integer' } });
const SUMMARY = object({
  count: { type: 'integer' },
  mean: figure,
  stddev: figure,
  min: figure,
  max: figure,
  p50: figure,
  p95: figure,
  p99: figure,
  anomalies: list(object({ at: text, value: { type: 'number' }, score: { type: 'number' } })),
});
const LIMIT = object({ limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 } });

const app = Fastify({ logger: false });

app.get('/livez', answers(STATUS), async () => ({ status: 'ok' }));

app.get(
  '/api/v1/sensors',
  { schema: { querystring: LIMIT, response: { 200: PAGE } } },
  async ({ query: { limit } }) => {
    const { rows } = await database.query({ ...NEWEST, values: [limit + 1] });
    const items = rows
      .slice(0, limit)
      .map(([id, name, unit, at]) => ({ id, name, unit, created_at: instant(at) }));
    const last = items.at(-1);
    const more = rows.length > limit;
    return { items, next_cursor: more ? `${last.created_at},${last.id}` : null };
  },
);

app.get('/api/v1/sensors/:id/summary', answers(SUMMARY), async ({ params: { id } }, reply) => {
  const { rowCount } = await database.query({ ...IS_THERE, values: [id] });
  if (!rowCount) return reply.code(404).send();
  const { rows } = await database.query({ ...OF_ONE, values: [id] });
  const stored = new Float64Array(rows.length);
  for (let index = 0; index < rows.length; index++) stored[index] = Number(rows[index][1]);
  return summarise((index) => instant(rows[index][0]), stored, THRESHOLD);
});

app.get('/claims/upstream', answers(FACT), fetchFact);

app.get('/claims/summary', answers(SUMMARY), async () => summarise(timeOf, values, THRESHOLD));

app.get('/claims/mixed', answers(object({ upstream: FACT, summary: SUMMARY })), async () => ({
  upstream: await fetchFact(),
  summary: summarise(timeOf, valuesOfMixed, THRESHOLD),
}));

async function fetchFact() {
  const { statusCode, body } = await request(UPSTREAM_URL, { dispatcher: upstream });
  if (statusCode !== 200) throw new Error(`upstream: ${statusCode}`);
  return body.json();
}

function timeOf(index) {
  return new Date(START + index * 1000).toISOString().replace('.000Z', 'Z');
}

/** PostgreSQL's "2026-01-01 00:00:00.5+00", with six digits or none. */
function instant(at) {
  const [seconds, fraction] = at.slice(0, -3).replace(' ', 'T').split('.');
  return fraction ? `${seconds}.${fraction.padEnd(6, '0')}Z` : `${seconds}Z`;
}

await app.listen({ host: '127.0.0.1', port: Number(PORT) });
