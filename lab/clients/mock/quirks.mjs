// Server-sent events as they are, or odd in the one way that QUIRK names:
//   comment    a comment line before every event          pingfirst  a ping before the first event
//   crlf       lines end with CRLF                        nospace    no space after the colon
//   noevent    no event: lines                            nodone     the closing event is missing
//   nousage    nothing says how many tokens were used
const QUIRK = process.env.QUIRK || '';

/** The pieces to write for one event; KIND is anthropic or openai. */
export function* pieces(event, kind) {
  if (QUIRK === 'comment') yield ': keepalive\n\n';
  if (QUIRK === 'pingfirst' && isFirst(event.data)) yield ping(event, kind);
  if (QUIRK === 'nodone' && (event.raw || event.data?.type === 'message_stop')) return;
  const data = QUIRK === 'nousage' && event.data ? withoutUsage(event.data) : event.data;
  if (!data && !event.raw) return;
  const end = QUIRK === 'crlf' ? '\r\n' : '\n';
  const space = QUIRK === 'nospace' ? '' : ' ';
  const name = event.event && QUIRK !== 'noevent' ? `event:${space}${event.event}${end}` : '';
  yield `${name}data:${space}${event.raw ?? JSON.stringify(data)}${end}${end}`;
}

const isFirst = data =>
  data?.type === 'message_start' || data?.type === 'response.created' || data?.choices?.[0]?.delta?.role;

function ping(event, kind) {
  if (kind === 'anthropic') return 'event: ping\ndata: {"type":"ping"}\n\n';
  if (event.event) return 'event: keepalive\ndata: {"type":"keepalive","sequence_number":0}\n\n';
  return `data: ${JSON.stringify({ ...event.data, choices: [] })}\n\n`;
}

/** A copy without the usage; nothing, if the event says nothing else. */
function withoutUsage(data) {
  const copy = structuredClone(data);
  if (copy.object && copy.usage) return undefined;
  if (copy.type === 'message_start') delete copy.message.usage;
  if (copy.type === 'message_delta') delete copy.usage;
  if (copy.type === 'response.completed') delete copy.response.usage;
  return copy;
}
