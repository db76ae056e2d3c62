// LangChain over Chat Completions, Responses, Messages and embeddings.
import { AM, CM, GATEWAY, HI, KEY, PARAMS, TOOL, V1, collect, errors, from, set, t } from './harness.mjs';

export async function run() {
  const get = from('langchain'),
    { ChatOpenAI, OpenAIEmbeddings } = await get('@langchain/openai'),
    { ChatAnthropic } = await get('@langchain/anthropic');
  const tool = { type: 'function', function: { name: 'get_weather', description: 'weather', parameters: PARAMS } };
  const mk = o => new ChatOpenAI({ model: CM, apiKey: KEY, configuration: { baseURL: V1 }, ...o }),
    o = mk({}),
    a = new ChatAnthropic({ model: AM, apiKey: KEY, anthropicApiUrl: GATEWAY, maxTokens: 256 });
  if (set === 'errors') {
    await errors(
      'completions$',
      4,
      () => o.invoke(HI),
      async () => (await collect(await o.stream(HI))).length,
    );
    return errors(
      'messages$',
      5,
      () => a.invoke(HI),
      async () => (await collect(await a.stream(HI))).length,
    );
  }
  for (const [n, m] of [
    ['openai', o],
    ['openai responses', mk({ useResponsesApi: true })],
    ['anthropic', a],
  ]) {
    await t(n + ' invoke', async () => {
      const r = await m.invoke([
        ['system', 'Be brief.'],
        ['human', HI],
      ]);
      return [r.content, r.usage_metadata];
    });
    await t(n + ' stream', async () => {
      const c = await collect(await m.stream(HI));
      return [c.length, c.reduce((x, y) => x.concat(y)).usage_metadata];
    });
    await t(n + ' tools', async () => {
      const b = m.bindTools([tool]),
        r = await b.invoke(TOOL);
      const { ToolMessage, HumanMessage } = await get('@langchain/core/messages');
      return (
        await b.invoke([
          new HumanMessage(TOOL),
          r,
          new ToolMessage({ tool_call_id: r.tool_calls[0].id, content: '21C' }),
        ])
      ).content;
    });
    await t(n + ' structured', async () => m.withStructuredOutput({ title: 'w', ...PARAMS }).invoke(HI));
  }
  await t('embeddings', async () =>
    new OpenAIEmbeddings({
      model: 'text-embedding-3-small',
      apiKey: KEY,
      configuration: { baseURL: V1 },
    }).embedDocuments(['a', 'b']),
  );
}
