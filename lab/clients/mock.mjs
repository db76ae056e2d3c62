// A recording mock provider: Anthropic Messages, OpenAI Chat Completions and Responses, Gemini generateContent, models,
// embeddings, count_tokens. No dependencies.
//   PORT (8787)     REC: a folder that gets one JSON file per request (empty: nothing is recorded)
//   DELAY_MS (3)    pause between the events of a stream
//   WS_STATUS ("404 Not Found")  answer to a WebSocket upgrade
//   QUIRK           odd streams, see mock/quirks.mjs
//   CODEX_MODELS=1  adds Codex's own member to the list of models
// Control, never recorded: GET /__mock; POST /__mock {"faults": [...], "reset": true}
//   fault = {match: "regex on METHOD path", times: N, skip: N, status: 529, headers: {}, body: {...} | "text",
//            mode: "reply" | "midstream" | "truncate" | "eof" | "hang" | "reset" | "slow", after: EVENTS, hold_ms: N}
// Prompts steer it, see mock/plan.mjs: USE_TOOL calls one of the client's own tools, USE_TWO_TOOLS two at once.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import zlib from 'node:zlib';
import { anthropic, chat, errorBody, gemini, id, models, responses } from './mock/formats.mjs';
import { pieces } from './mock/quirks.mjs';

const PORT = +(process.env.PORT || 8787);
const REC = process.env.REC || '';
const DELAY = +(process.env.DELAY_MS || 3);
const sleep = ms => new Promise(done => setTimeout(done, ms));

let faults = [];
let log = [];
let count = 0;
if (REC) {
  fs.mkdirSync(REC, { recursive: true });
  count = fs.readdirSync(REC).filter(f => f.endsWith('.json')).length;
}

// ---------- what came in ----------

const DECODERS = {
  gzip: zlib.gunzipSync,
  br: zlib.brotliDecompressSync,
  zstd: zlib.zstdDecompressSync,
  deflate: zlib.inflateSync,
};

async function read(req) {
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  const decode = DECODERS[req.headers['content-encoding']];
  const sent = Buffer.concat(chunks);
  try {
    return decode ? decode(sent) : sent;
  } catch {
    return sent;
  }
}

function parse(raw) {
  if (!raw.length) return null;
  try {
    return JSON.parse(raw);
  } catch {
    return raw.toString().slice(0, 20000);
  }
}

function record(req, url, raw, body, served) {
  count++;
  const headers = [];
  for (let i = 0; i < req.rawHeaders.length; i += 2) headers.push([req.rawHeaders[i], req.rawHeaders[i + 1]]);
  const entry = {
    n: count,
    at_ms: Math.round(performance.now()),
    method: req.method,
    path: url.pathname,
    query: url.search,
    http: req.httpVersion,
    headers,
    body_bytes: raw.length,
    body,
    served,
  };
  const line = `${entry.method} ${entry.path}${entry.query}`;
  log.push({ n: entry.n, at_ms: entry.at_ms, req: line, bytes: raw.length, served });
  if (REC) {
    const name = url.pathname.replace(/[^\w.-]+/g, '_').replace(/^_+|_+$/g, '') || 'root';
    const file = `${String(count).padStart(2, '0')}-${req.method}-${name}.json`;
    fs.writeFileSync(path.join(REC, file), JSON.stringify(entry, null, 1));
  }
  console.error(`[mock ${String(count).padStart(2)} +${entry.at_ms}ms] ${line} ${raw.length}B -> ${served}`);
}

// ---------- what goes out ----------

function send(res, status, content, headers = {}) {
  const text = typeof content === 'string';
  res.writeHead(status, { 'content-type': text ? 'text/plain' : 'application/json', ...headers });
  res.end(text ? content : JSON.stringify(content));
}

function takeFault(key) {
  for (const fault of faults) {
    if (fault.times <= 0 || !new RegExp(fault.match || '.').test(key)) continue;
    if (fault.skip > 0) {
      fault.skip--;
      continue;
    }
    fault.times--;
    return fault;
  }
  return undefined;
}

/** The answer of a model, or nothing if this is another kind of request. */
function generate(req, url, body) {
  if (req.method !== 'POST') return undefined;
  const stream = !!body?.stream;
  if (/\/messages$/.test(url.pathname)) return { ...anthropic(body), stream };
  if (/\/chat\/completions$/.test(url.pathname)) return { ...chat(body), stream };
  if (/\/responses$/.test(url.pathname)) return { ...responses(body), stream };
  const own = url.pathname.match(/models\/([^/:]+):(stream)?[gG]enerateContent$/);
  return own ? { ...gemini(body, own[1]), stream: !!own[2] } : undefined;
}

/** Every other answer, or nothing if there is no such endpoint. */
function lookUp(req, url, body, kind) {
  const p = url.pathname;
  if (/\/messages\/count_tokens$/.test(p)) return { input_tokens: 4242 };
  if (/\/responses\/input_tokens$/.test(p)) return { object: 'response.input_tokens', input_tokens: 4242 };
  if (/\/embeddings$/.test(p)) return embeddings(body);
  if (req.method === 'GET' && /\/models$/.test(p)) return models(req);
  if (req.method === 'GET' && /\/models\/[^/]+$/.test(p)) {
    const name = decodeURIComponent(p.split('/').pop());
    return kind === 'anthropic'
      ? { type: 'model', id: name, display_name: name, created_at: '2026-01-01T00:00:00Z' }
      : { id: name, object: 'model', created: 1700000000, owned_by: 'mock' };
  }
  return p === '/' || p === '/health' ? { ok: true } : undefined;
}

function embeddings(body) {
  const vector = [0.5, -0.25, 0.125, 0.0625];
  const base64 = Buffer.from(new Float32Array(vector).buffer).toString('base64');
  const embedding = body?.encoding_format === 'base64' ? base64 : vector;
  const data = [].concat(body?.input ?? ['']).map((_, index) => ({ object: 'embedding', index, embedding }));
  return { object: 'list', model: body?.model, data, usage: { prompt_tokens: 5, total_tokens: 5 } };
}

/** The events of a stream, until its end or until the fault strikes. */
async function stream(res, req, url, answer, fault, kind) {
  const type = 'text/event-stream; charset=utf-8';
  res.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache', ...answer.headers });
  let written = 0;
  for (const event of answer.events) {
    if (fault && written++ >= (fault.after ?? 4)) {
      if (fault.mode === 'truncate') return req.socket.destroy();
      if (fault.mode === 'eof') return res.end();
      if (fault.mode === 'midstream') {
        const error = fault.body ?? midstreamError(url, answer, kind, written);
        const name = kind === 'anthropic' || error.type ? `event: ${error.type}\n` : '';
        return res.end(`${name}data: ${JSON.stringify(error)}\n\n`);
      }
      if (fault.mode === 'slow') {
        await sleep(fault.hold_ms ?? 5000);
        fault.after = Infinity;
      }
    }
    for (const piece of pieces(event, kind)) res.write(piece);
    if (DELAY) await sleep(DELAY);
  }
  return res.end();
}

function midstreamError(url, answer, kind, sequence_number) {
  if (kind === 'anthropic') return { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
  const message = 'mock mid-stream failure';
  if (!/responses$/.test(url.pathname)) return { error: { message, type: 'server_error', code: null, param: null } };
  const error = { code: 'server_error', message };
  const response = { ...answer.json, status: 'failed', output: [], error, usage: null };
  return { type: 'response.failed', sequence_number, response };
}

// ---------- the server ----------

function control(req, res, body) {
  if (req.method === 'POST') {
    if (body.reset) {
      faults = [];
      log = [];
    }
    if (body.faults) faults = body.faults.map(fault => ({ times: 1, skip: 0, ...fault }));
  }
  return send(res, 200, { faults, log });
}

const server = http.createServer(async (req, res) => {
  const url = new URL(req.url, 'http://x');
  const raw = await read(req);
  const body = parse(raw);
  if (url.pathname === '/__mock') return control(req, res, body);

  const key = `${req.method} ${url.pathname}`;
  const kind = /\/messages(\/|$)/.test(url.pathname) || req.headers['anthropic-version'] ? 'anthropic' : 'openai';
  const fault = takeFault(key);
  if (fault && (fault.mode ?? 'reply') === 'reply') {
    record(req, url, raw, body, `fault ${fault.status}`);
    const text = fault.body ?? errorBody(kind, fault.status, `mock fault ${fault.status}`);
    return send(res, fault.status, text, { 'request-id': id('req_'), 'x-request-id': id('req_'), ...fault.headers });
  }
  if (fault?.mode === 'reset') {
    record(req, url, raw, body, 'fault reset');
    return req.socket.destroy();
  }
  if (fault?.mode === 'hang') {
    record(req, url, raw, body, `fault hang ${fault.hold_ms}ms`);
    await sleep(fault.hold_ms ?? 30000);
    return req.socket.destroy();
  }

  const answer = generate(req, url, body);
  if (answer) {
    const how = answer.stream ? 'stream' : 'json';
    record(req, url, raw, body, `${fault ? `fault ${fault.mode} ` : ''}${how} 200`);
    return answer.stream ? stream(res, req, url, answer, fault, kind) : send(res, 200, answer.json, answer.headers);
  }
  const found = lookUp(req, url, body, kind);
  record(req, url, raw, body, found ? 'json 200' : '404');
  return found
    ? send(res, 200, found, { 'request-id': id('req_') })
    : send(res, 404, errorBody(kind, 404, `no such endpoint: ${key}`));
});

server.on('upgrade', (req, socket) => {
  const status = process.env.WS_STATUS || '404 Not Found';
  record(req, new URL(req.url, 'http://x'), Buffer.alloc(0), null, `upgrade ${status}`);
  socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
});

server.on('connect', (req, socket) => {
  record(req, new URL(`http://x/CONNECT/${req.url}`), Buffer.alloc(0), null, 'connect 403');
  socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
});

server.keepAliveTimeout = 60000;
server.listen(PORT, '127.0.0.1', () => console.error(`[mock] listening on 127.0.0.1:${PORT}`));
