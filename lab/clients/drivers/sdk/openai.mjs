// OpenAI's SDK: Chat Completions, Responses, embeddings, models.
import { CM, HI, KEY, PARAMS, TOOL, V1, collect, errors, from, set, t } from './harness.mjs';

export async function run() {
  const OpenAI = (await from(process.env.SDKDIR || 'sdks')('openai')).default,
    c = new OpenAI({
      baseURL: V1,
      apiKey: KEY,
      organization: 'org-dummy',
      project: 'proj_dummy',
      defaultHeaders: { 'x-team': 'blue' },
    });
  const messages = [
      { role: 'developer', content: 'Be brief.' },
      { role: 'user', content: HI },
    ],
    tools = [
      {
        type: 'function',
        function: { name: 'get_weather', description: 'weather', parameters: PARAMS, strict: true },
      },
    ];
  if (set === 'errors')
    return errors(
      'completions$',
      4,
      () => c.chat.completions.create({ model: CM, messages }),
      async () => (await collect(await c.chat.completions.create({ model: CM, messages, stream: true }))).length,
    );
  await t('models.list', async () => (await c.models.list()).data.map(m => m.id));
  await t('models.retrieve', () => c.models.retrieve(CM));
  await t(
    'chat',
    async () =>
      (
        await c.chat.completions.create({
          model: CM,
          messages,
          temperature: 0.2,
          max_completion_tokens: 64,
          user: 'user-1',
          metadata: { team: 'blue' },
          seed: 7,
        })
      ).choices[0].message.content,
  );
  await t('chat stream', async () => {
    const a = await collect(
      await c.chat.completions.create({ model: CM, messages, stream: true, stream_options: { include_usage: true } }),
    );
    return [a.length, a.at(-1).usage];
  });
  await t('chat stream tool loop', async () => {
    const ms = [{ role: 'user', content: TOOL }],
      s = c.chat.completions.stream({
        model: CM,
        messages: ms,
        tools,
        tool_choice: 'auto',
        parallel_tool_calls: true,
        stream_options: { include_usage: true },
      });
    const m = (await s.finalChatCompletion()).choices[0].message;
    ms.push(m, ...m.tool_calls.map(x => ({ role: 'tool', tool_call_id: x.id, content: '{"temp":21}' })));
    return (await c.chat.completions.create({ model: CM, messages: ms, tools })).choices[0].message.content;
  });
  await t('chat runTools', async () => {
    const r = c.chat.completions.runTools({
      model: CM,
      messages: [{ role: 'user', content: TOOL }],
      tools: [
        {
          type: 'function',
          function: { name: 'get_weather', parameters: PARAMS, function: async a => 'sunny', parse: JSON.parse },
        },
      ],
    });
    return r.finalContent();
  });
  await t(
    'chat json_schema',
    async () =>
      (
        await c.chat.completions.parse({
          model: CM,
          messages,
          response_format: { type: 'json_schema', json_schema: { name: 'w', strict: true, schema: PARAMS } },
        })
      ).choices[0].message.parsed,
  );
  await t(
    'chat image+reasoning',
    async () =>
      (
        await c.chat.completions.create({
          model: 'gpt-5',
          reasoning_effort: 'low',
          verbosity: 'low',
          store: false,
          prompt_cache_key: 'k1',
          service_tier: 'auto',
          messages: [
            {
              role: 'user',
              content: [
                { type: 'text', text: HI },
                { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=', detail: 'low' } },
              ],
            },
          ],
        })
      ).choices[0].message.content,
  );
  await t(
    'responses',
    async () =>
      (await c.responses.create({ model: CM, input: HI, instructions: 'Be brief.', metadata: { team: 'blue' } }))
        .output_text,
  );
  await t('responses stream', async () =>
    (
      await collect(
        await c.responses.create({
          model: CM,
          input: [{ role: 'user', content: [{ type: 'input_text', text: HI }] }],
          stream: true,
          store: false,
          include: ['reasoning.encrypted_content'],
          reasoning: { effort: 'low', summary: 'auto' },
        }),
      )
    ).map(e => e.type),
  );
  await t('responses tool loop', async () => {
    const tl = [{ type: 'function', name: 'get_weather', parameters: PARAMS, strict: true }],
      r = await c.responses.create({ model: CM, input: TOOL, tools: tl, parallel_tool_calls: false }),
      call = r.output.find(o => o.type === 'function_call');
    return (
      await c.responses.create({
        model: CM,
        previous_response_id: r.id,
        tools: tl,
        input: [{ type: 'function_call_output', call_id: call.call_id, output: '{"temp":21}' }],
      })
    ).output_text;
  });
  await t('embeddings (base64 default)', async () =>
    (await c.embeddings.create({ model: 'text-embedding-3-small', input: ['a', 'b'] })).data.map(d =>
      Array.from(d.embedding),
    ),
  );
  await t(
    'embeddings float',
    async () =>
      (
        await c.embeddings.create({
          model: 'text-embedding-3-small',
          input: 'a',
          encoding_format: 'float',
          dimensions: 4,
        })
      ).data[0].embedding,
  );
}
