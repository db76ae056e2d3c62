// Portkey's SDK: what a caller who moves from Portkey to us sends.
//
// Some of it we may decline, because operators decide it here: a provider key of the caller's own
// (field_not_allowed, also inside a routing configuration: routing_invalid), and Portkey's stored prompts and feedback
// (route_unknown).
import { AM, CM, HI, KEY, PARAMS, TOOL, V1, collect, errors, from, mayDecline, set, t } from './harness.mjs';

const PROVIDER = process.env.LAB_PROVIDER || '@openai-prod';
const OTHER_PROVIDER = process.env.LAB_OTHER_PROVIDER || '@anthropic-prod';
const VIRTUAL_KEY = process.env.LAB_VIRTUAL_KEY || 'vk-dummy';

const OWN_KEY = ['field_not_allowed', 'routing_invalid'];
const NO_PATH = ['route_unknown', 'not_found'];

export async function run() {
  const { Portkey } = await from('sdks')('portkey-ai');
  const portkey = options => new Portkey({ baseURL: V1, apiKey: KEY, ...options });
  const named = portkey({ provider: PROVIDER, traceID: 'trace-1', metadata: { _user: 'user-1', team: 'blue' } });
  const messages = [{ role: 'user', content: HI }];
  const ask = async (client, more, ...options) => {
    const answer = await client.chat.completions.create({ model: CM, messages, ...more }, ...options);
    return answer.choices[0].message.content;
  };
  const stream = async () =>
    (await collect(await named.chat.completions.create({ model: CM, messages, stream: true }))).length;

  if (set === 'errors') return errors('completions$', 4, () => ask(named), stream);

  await t('chat provider', async () => {
    const answer = await named.chat.completions.create({ model: CM, messages });
    return [answer.choices[0].message.content, answer.getHeaders?.()];
  });
  await t('chat stream', stream);
  await t('chat tool', async () => {
    const tools = [{ type: 'function', function: { name: 'get_weather', parameters: PARAMS } }];
    const ours = [{ role: 'user', content: TOOL }];
    const answer = await named.chat.completions.create({ model: CM, messages: ours, tools });
    return answer.choices[0].message.tool_calls;
  });
  await t('chat virtual key', () => {
    const stored = portkey({ virtualKey: VIRTUAL_KEY, cacheForceRefresh: true });
    return ask(stored, {}, { traceID: 't-2', metadata: { env: 'prod' } });
  });
  await t('chat config object', () => {
    const targets = [
      { virtual_key: VIRTUAL_KEY },
      { provider: OTHER_PROVIDER, override_params: { model: AM } },
    ];
    const cache = { mode: 'simple', max_age: 60 };
    return ask(portkey({ config: { strategy: { mode: 'fallback' }, targets, retry: { attempts: 2 }, cache } }));
  });
  await t('chat config conditions', () => {
    const conditions = [{ query: { 'metadata.plan': { $eq: 'paid' } }, then: 'other' }];
    const strategy = { mode: 'conditional', conditions, default: 'other' };
    const targets = [{ name: 'other', provider: OTHER_PROVIDER, override_params: { model: AM } }];
    return ask(portkey({ config: { strategy, targets }, metadata: { plan: 'paid' } }));
  });
  await mayDecline('chat config with own keys', OWN_KEY, () => {
    const targets = [
      { provider: 'openai', api_key: 'dummy-provider-key' },
      { provider: 'anthropic', api_key: 'dummy-provider-key', override_params: { model: AM } },
    ];
    const cache = { mode: 'simple', max_age: 60 };
    return ask(portkey({ config: { strategy: { mode: 'fallback' }, targets, retry: { attempts: 2 }, cache } }));
  });
  await mayDecline('chat own provider key', OWN_KEY, () => {
    const own = { Authorization: 'Bearer dummy-provider-key', forwardHeaders: ['x-team'] };
    return ask(portkey({ provider: 'anthropic', ...own }), { model: AM, max_tokens: 64 });
  });
  await t('chat @provider/model', () => ask(named, { model: `${OTHER_PROVIDER}/${AM}` }));
  await t('responses', async () => (await named.responses.create({ model: CM, input: HI })).output?.[0]);
  await t('embeddings', async () => {
    const answer = await named.embeddings.create({ model: 'text-embedding-3-small', input: 'a' });
    return answer.data?.length;
  });
  await t('models', async () => (await named.models.list())?.data?.length);
  await mayDecline('prompts', NO_PATH, () =>
    named.prompts.completions.create({ promptID: 'pp-dummy', variables: { a: 'b' } }),
  );
  await mayDecline('feedback', NO_PATH, () => named.feedback.create({ traceID: 'trace-1', value: 1 }));
}
