// replay.mjs FOLDER [URL]: sends every recorded request (fixtures/clients) to URL and prints what came back.
// Exit status 1 if anything broke: a 5xx, a stream without its end, an answer of another type.
import fs from 'node:fs';
import path from 'node:path';

const [folder, url = process.env.GATEWAY] = process.argv.slice(2);
const key = process.env.GATEWAY_KEY;
const OURS = /^(accept-encoding|sec-fetch-mode|accept-language|upgrade|sec-websocket.*)$/i;
const ENDS = /message_stop|\[DONE\]|response\.completed|finishReason/;

/** The headers as recorded, but for those that fetch sets, and with the key that counts today. */
function headersOf(request) {
  const kept = Object.entries(request.headers).filter(([name]) => !OURS.test(name));
  return Object.fromEntries(kept.map(([name, v]) => [name, key ? v.replaceAll('dummy-gateway-key', key) : v]));
}

function isSound(request, answer, type, text) {
  if (request.method === 'HEAD') return true;
  if (answer.status !== 200) return answer.status < 500;
  const streamed = request.stream || /alt=sse/.test(request.query);
  return streamed ? /event-stream/.test(type) && ENDS.test(text) : /json/.test(type);
}

let broken = 0;
for (const client of fs.readdirSync(folder).sort()) {
  for (const file of fs.readdirSync(path.join(folder, client)).sort()) {
    const request = JSON.parse(fs.readFileSync(path.join(folder, client, file)));
    if (Object.keys(request.headers).some(name => name.toLowerCase() === 'upgrade')) continue;
    const body = request.body ? JSON.stringify(request.body) : undefined;
    const target = url + request.path + request.query;
    const answer = await fetch(target, { method: request.method, headers: headersOf(request), body });
    const text = await answer.text();
    const type = answer.headers.get('content-type') || '';
    const sound = isSound(request, answer, type, text);
    if (!sound) broken++;
    console.log(sound ? 'ok  ' : 'BAD ', answer.status, type.split(';')[0], text.length, `${client}/${file}`);
  }
}
process.exitCode = broken ? 1 : 0;
