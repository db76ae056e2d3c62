// The wire formats. Each function takes a request's body and gives {json, events: [{event?, data | raw}], headers}:
// the answer at once and the same as a stream.
import { randomBytes } from 'node:crypto';
import { plan } from './plan.mjs';

export const id = prefix => prefix + randomBytes(12).toString('hex');
const now = () => Math.floor(Date.now() / 1000);
const words = s => s.match(/\S+\s*/g) || [s];

/** Anthropic Messages. */
export function anthropic(b) {
  const p = plan(b, 'messages'),
    mid = id('msg_'),
    usage = {
      input_tokens: 21,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: 1,
      service_tier: 'standard',
    };
  const blocks = [];
  if (b.thinking && b.thinking.type !== 'disabled')
    blocks.push({ type: 'thinking', thinking: 'The mock is thinking.', signature: 'bW9jay1zaWduYXR1cmU=' });
  if (p.text) blocks.push({ type: 'text', text: p.text });
  for (const c of p.calls || []) blocks.push({ type: 'tool_use', id: id('toolu_'), name: c.name, input: c.input });
  const stop = p.calls ? 'tool_use' : 'end_turn',
    base = { id: mid, type: 'message', role: 'assistant', model: b.model, stop_sequence: null };
  const ev = [{ type: 'message_start', message: { ...base, content: [], stop_reason: null, usage } }, { type: 'ping' }];
  blocks.forEach((bl, index) => {
    const empty =
      bl.type === 'text'
        ? { ...bl, text: '' }
        : bl.type === 'thinking'
          ? { ...bl, thinking: '', signature: '' }
          : { ...bl, input: {} };
    ev.push({ type: 'content_block_start', index, content_block: empty });
    const d = delta => ev.push({ type: 'content_block_delta', index, delta });
    if (bl.type === 'text') words(bl.text).forEach(text => d({ type: 'text_delta', text }));
    else if (bl.type === 'thinking') {
      words(bl.thinking).forEach(thinking => d({ type: 'thinking_delta', thinking }));
      d({ type: 'signature_delta', signature: bl.signature });
    } else {
      const j = JSON.stringify(bl.input),
        h = j.length >> 1;
      ['', j.slice(0, h), j.slice(h)].forEach(partial_json => d({ type: 'input_json_delta', partial_json }));
    }
    ev.push({ type: 'content_block_stop', index });
  });
  ev.push(
    { type: 'message_delta', delta: { stop_reason: stop, stop_sequence: null }, usage: { output_tokens: 17 } },
    { type: 'message_stop' },
  );
  return {
    json: { ...base, content: blocks, stop_reason: stop, usage: { ...usage, output_tokens: 17 } },
    events: ev.map(e => ({ event: e.type, data: e })),
    headers: {
      'request-id': id('req_'),
      'anthropic-ratelimit-requests-limit': '1000',
      'anthropic-ratelimit-requests-remaining': '999',
    },
  };
}

/** OpenAI Chat Completions. */
export function chat(b) {
  const p = plan(b, 'chat'),
    base = { id: id('chatcmpl-'), created: now(), model: b.model, system_fingerprint: 'fp_mock' };
  const usage = {
    prompt_tokens: 21,
    completion_tokens: 17,
    total_tokens: 38,
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0 },
  };
  const tool_calls = p.calls?.map(c => ({
    id: id('call_'),
    type: 'function',
    function: { name: c.name, arguments: JSON.stringify(c.input) },
  }));
  const finish_reason = p.calls ? 'tool_calls' : 'stop';
  const withUsage = b.stream_options?.include_usage;
  const ck = (delta, fin = null) => ({
    data: {
      ...base,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, logprobs: null, finish_reason: fin }],
      ...(withUsage ? { usage: null } : {}),
    },
  });
  const ev = [ck({ role: 'assistant', content: p.text ? '' : null, refusal: null })];
  if (p.text) words(p.text).forEach(content => ev.push(ck({ content })));
  (tool_calls || []).forEach((t, index) => {
    ev.push(
      ck({ tool_calls: [{ index, id: t.id, type: 'function', function: { name: t.function.name, arguments: '' } }] }),
    );
    const a = t.function.arguments,
      h = a.length >> 1;
    [a.slice(0, h), a.slice(h)].forEach(x => ev.push(ck({ tool_calls: [{ index, function: { arguments: x } }] })));
  });
  ev.push(ck({}, finish_reason));
  if (withUsage) ev.push({ data: { ...base, object: 'chat.completion.chunk', choices: [], usage } });
  ev.push({ raw: '[DONE]' });
  return {
    json: {
      ...base,
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: p.text ?? null, refusal: null, ...(tool_calls ? { tool_calls } : {}) },
          logprobs: null,
          finish_reason,
        },
      ],
      usage,
      service_tier: 'default',
    },
    events: ev,
    headers: { 'x-request-id': id('req_') },
  };
}

/** OpenAI Responses. */
export function responses(b) {
  const p = plan(b, 'responses'),
    rid = id('resp_');
  const usage = {
    input_tokens: 21,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 17,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 38,
  };
  const shell = {
    id: rid,
    object: 'response',
    created_at: now(),
    status: 'in_progress',
    background: false,
    error: null,
    incomplete_details: null,
    instructions: b.instructions ?? null,
    max_output_tokens: null,
    model: b.model,
    output: [],
    parallel_tool_calls: b.parallel_tool_calls ?? true,
    previous_response_id: b.previous_response_id ?? null,
    reasoning: { effort: null, summary: null },
    store: b.store ?? true,
    temperature: 1,
    text: { format: { type: 'text' } },
    tool_choice: b.tool_choice ?? 'auto',
    tools: [],
    top_p: 1,
    truncation: 'disabled',
    usage: null,
    metadata: {},
  };
  const output = [],
    ev = [],
    push = (type, o) => ev.push({ event: type, data: { type, sequence_number: ev.length, ...o } });
  push('response.created', { response: shell });
  push('response.in_progress', { response: shell });
  const items = [];
  if (b.include?.includes('reasoning.encrypted_content'))
    items.push({ id: id('rs_'), type: 'reasoning', summary: [], encrypted_content: 'bW9jay1lbmNyeXB0ZWQ=' });
  if (p.text)
    items.push({
      id: id('msg_'),
      type: 'message',
      status: 'completed',
      role: 'assistant',
      content: [{ type: 'output_text', annotations: [], logprobs: [], text: p.text }],
    });
  for (const c of p.calls || [])
    items.push(
      c.custom
        ? {
            id: id('ctc_'),
            type: 'custom_tool_call',
            status: 'completed',
            call_id: id('call_'),
            name: c.name,
            ...(c.namespace ? { namespace: c.namespace } : {}),
            input: c.input,
          }
        : {
            id: id('fc_'),
            type: 'function_call',
            status: 'completed',
            call_id: id('call_'),
            name: c.name,
            ...(c.namespace ? { namespace: c.namespace } : {}),
            arguments: JSON.stringify(c.input),
          },
    );
  items.forEach((it, output_index) => {
    const item_id = it.id,
      at = { item_id, output_index };
    if (it.type === 'message') {
      const part = it.content[0];
      push('response.output_item.added', { output_index, item: { ...it, status: 'in_progress', content: [] } });
      push('response.content_part.added', { ...at, content_index: 0, part: { ...part, text: '' } });
      words(part.text).forEach(delta =>
        push('response.output_text.delta', { ...at, content_index: 0, delta, logprobs: [] }),
      );
      push('response.output_text.done', { ...at, content_index: 0, text: part.text, logprobs: [] });
      push('response.content_part.done', { ...at, content_index: 0, part });
    } else if (it.type === 'reasoning')
      push('response.output_item.added', { output_index, item: { ...it, encrypted_content: '' } });
    else {
      const f = it.type === 'custom_tool_call' ? 'input' : 'arguments',
        e = f === 'input' ? 'response.custom_tool_call_input' : 'response.function_call_arguments',
        h = it[f].length >> 1;
      push('response.output_item.added', { output_index, item: { ...it, status: 'in_progress', [f]: '' } });
      [it[f].slice(0, h), it[f].slice(h)].forEach(delta => push(e + '.delta', { ...at, delta }));
      push(e + '.done', { ...at, [f]: it[f] });
    }
    push('response.output_item.done', { output_index, item: it });
    output.push(it);
  });
  const done = { ...shell, status: 'completed', output, usage };
  push('response.completed', { response: done });
  return { json: done, events: ev, headers: { 'x-request-id': id('req_'), 'openai-processing-ms': '12' } };
}

/** Gemini generateContent. */
export function gemini(b, model) {
  const p = plan(b, 'gemini'),
    parts = p.calls ? p.calls.map(c => ({ functionCall: { name: c.name, args: c.input } })) : [{ text: p.text }];
  const json = {
    candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP', index: 0 }],
    usageMetadata: { promptTokenCount: 21, candidatesTokenCount: 17, totalTokenCount: 38 },
    modelVersion: model,
    responseId: id(''),
  };
  return { json, events: [{ data: json }], headers: {} };
}

const MODELS = [
  'claude-opus-4-7',
  'claude-sonnet-4-6',
  'claude-haiku-4-5',
  'gpt-5',
  'gpt-4o',
  'mock-model',
  'text-embedding-3-small',
];

const codexModel = slug => ({
  slug,
  display_name: slug,
  description: null,
  supported_reasoning_levels: [],
  shell_type: 'shell_command',
  visibility: 'list',
  supported_in_api: true,
  priority: 1,
  availability_nux: null,
  upgrade: null,
  base_instructions: '',
  supports_reasoning_summaries: false,
  support_verbosity: false,
  default_verbosity: null,
  apply_patch_tool_type: null,
  truncation_policy: { mode: 'tokens', limit: 10000 },
  supports_parallel_tool_calls: true,
  context_window: 200000,
  experimental_supported_tools: [],
});

/** The list of models, in the shape that the caller's headers ask for. */
export const models = req =>
  req.headers['anthropic-version']
    ? {
        data: MODELS.map(m => ({ type: 'model', id: m, display_name: m, created_at: '2026-01-01T00:00:00Z' })),
        has_more: false,
        first_id: MODELS[0],
        last_id: MODELS.at(-1),
      }
    : {
        object: 'list',
        data: MODELS.map(m => ({ id: m, object: 'model', created: 1700000000, owned_by: 'mock' })),
        ...(req.url.includes('client_version') && process.env.CODEX_MODELS ? { models: MODELS.map(codexModel) } : {}),
      };

/** An error as the provider would say it; KIND is anthropic or openai. */
export const errorBody = (kind, status, message) =>
  kind === 'anthropic'
    ? {
        type: 'error',
        error: {
          type:
            {
              400: 'invalid_request_error',
              401: 'authentication_error',
              403: 'permission_error',
              404: 'not_found_error',
              429: 'rate_limit_error',
              529: 'overloaded_error',
            }[status] || 'api_error',
          message,
        },
        request_id: id('req_'),
      }
    : {
        error: {
          message,
          type:
            { 401: 'invalid_request_error', 429: 'requests' }[status] ||
            (status >= 500 ? 'server_error' : 'invalid_request_error'),
          param: null,
          code: { 401: 'invalid_api_key', 429: 'rate_limit_exceeded', 404: 'not_found' }[status] || null,
        },
      };
