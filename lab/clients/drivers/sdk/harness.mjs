// What the SDK drivers share: where the gateway is, one line per case, the faults to try.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

export const [client, set = 'ok'] = process.argv.slice(2);
export const { GATEWAY, GATEWAY_KEY: KEY } = process.env;
export const V1 = GATEWAY + '/v1';
export const HI = 'Say hello';
export const TOOL = 'USE_TOOL please';
export const CM = process.env.CM || 'gpt-4o';
export const AM = process.env.AM || 'claude-sonnet-4-6';
export const PARAMS = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};

const { MOCK, CLIENTS } = process.env;

/** Imports modules from an installed folder, whatever kind of module they are. */
export function from(folder) {
  const require = createRequire(`${CLIENTS}/${folder}/package.json`);
  return async name => {
    try {
      return await import(pathToFileURL(require.resolve(name)));
    } catch {
      return require(name);
    }
  };
}

/** Imports one file of an installed folder. */
export const ESM = (folder, file) => import(pathToFileURL(`${CLIENTS}/${folder}/node_modules/${file}`));

const cut = text => (text.length > 160 ? text.slice(0, 160) + '…' : text);
export const short = value => JSON.stringify(value, (_, v) => (typeof v === 'string' ? cut(v) : v))?.slice(0, 700);

export async function collect(iterable) {
  const all = [];
  for await (const item of iterable) all.push(item);
  return all;
}

/** Runs a case and prints how it went: `CLIENT NAME: OK ...`, or the error's kind. */
export const t = (name, run) => report(name, run, () => false);

/** The same for a case that a gateway may also decline, with an error that has one of these codes. */
export const mayDecline = (name, codes, run) =>
  report(name, run, error => codes.find(code => new RegExp(`\\b${code}\\b`).test(textOf(error))));

async function report(name, run, declined) {
  const started = performance.now();
  const print = result => console.log(`${client} ${name}: ${result}`, `${Math.round(performance.now() - started)}ms`);
  try {
    print(`OK ${short(await run())}`);
  } catch (error) {
    const code = declined(error);
    const status = error?.status ?? error?.statusCode ?? error?.lastError?.statusCode;
    const ids = `retryable=${error?.isRetryable} request_id=${error?.requestID ?? error?.request_id}`;
    const kind = code ? `declined with ${code},` : `${error?.name}/${error?.constructor?.name}`;
    print(`${kind} status=${status} ${short(error?.message)} ${ids}`);
  }
}

const textOf = error => `${error?.message} ${JSON.stringify(error?.error ?? error?.body ?? '')}`;

/** Runs the case `once`, or `stream` where the stream is what breaks, against each fault. */
export async function errors(match, after, once, stream) {
  for (const [name, fault] of faults(match, after)) {
    await setFaults([fault]);
    await t(name, name.startsWith('S ') ? stream : once);
    await setFaults([]);
  }
}

const setFaults = faults => fetch(MOCK + '/__mock', { method: 'POST', body: JSON.stringify({ faults }) });

function faults(match, after) {
  const html = { body: '<html>bad gateway</html>', headers: { 'content-type': 'text/html' } };
  const patient = client !== 'langchain' && !client.startsWith('ai');
  return [
    ['401', { match, status: 401 }],
    ['403', { match, status: 403 }],
    ['404', { match, status: 404 }],
    ['429 retry-after 1', { match, status: 429, headers: { 'retry-after': '1' } }],
    ['429 retry-after-ms 300', { match, status: 429, headers: { 'retry-after-ms': '300' } }],
    ...(patient ? [['429 retry-after 90', { match, status: 429, headers: { 'retry-after': '90' } }]] : []),
    ['429 x-should-retry false', { match, status: 429, headers: { 'x-should-retry': 'false' } }],
    ['400 x-should-retry true', { match, status: 400, headers: { 'x-should-retry': 'true' } }],
    ['408', { match, status: 408 }],
    ['409', { match, status: 409 }],
    ['500 x9', { match, status: 500, times: 9 }],
    ['529', { match, status: 529 }],
    ['502 html', { match, status: 502, ...html }],
    ['reset', { match, mode: 'reset' }],
    ['S midstream', { match, mode: 'midstream', after }],
    ['S truncate', { match, mode: 'truncate', after }],
    ['S eof', { match, mode: 'eof', after }],
  ];
}
