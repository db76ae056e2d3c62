// Anthropic's SDK: Messages, models, count_tokens.
import { AM, GATEWAY, HI, KEY, PARAMS, TOOL, collect, errors, from, set, t } from './harness.mjs';

export async function run() {
  const A = (await from('sdks')('@anthropic-ai/sdk')).default,
    opt = {
      baseURL: GATEWAY,
      ...(process.env.AUTH === 'bearer' ? { authToken: KEY, apiKey: null } : { apiKey: KEY }),
      defaultHeaders: { 'x-team': 'blue' },
    },
    c = new A(opt);
  const m = { model: AM, max_tokens: 256, messages: [{ role: 'user', content: HI }] },
    tools = [{ name: 'get_weather', description: 'weather', input_schema: PARAMS }];
  if (set === 'errors')
    return errors(
      'messages$',
      5,
      () => c.messages.create(m),
      async () => (await collect(await c.messages.create({ ...m, stream: true }))).length,
    );
  await t('models.list', async () => (await collect(c.models.list())).map(x => x.id));
  await t('count_tokens', () => c.messages.countTokens({ model: AM, messages: m.messages, tools }));
  await t(
    'messages',
    async () =>
      (
        await c.messages.create({
          ...m,
          system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
          metadata: { user_id: 'user-1' },
        })
      ).content,
  );
  await t('stream helper', async () => {
    const s = c.messages.stream({ ...m, thinking: { type: 'enabled', budget_tokens: 1024 }, max_tokens: 4096 });
    return [await s.finalText(), (await s.finalMessage()).usage];
  });
  await t('tool loop', async () => {
    const ms = [{ role: 'user', content: TOOL }],
      r = await c.messages.create({
        ...m,
        messages: ms,
        tools,
        tool_choice: { type: 'auto', disable_parallel_tool_use: true },
      }),
      u = r.content.find(b => b.type === 'tool_use');
    return (
      await c.messages.create({
        ...m,
        messages: [
          ...ms,
          { role: 'assistant', content: r.content },
          {
            role: 'user',
            content: [{ type: 'tool_result', tool_use_id: u.id, content: [{ type: 'text', text: '21C' }] }],
          },
        ],
        tools,
      })
    ).content;
  });
  await t(
    'beta messages',
    async () =>
      (
        await c.beta.messages.create({
          ...m,
          betas: ['context-management-2025-06-27', 'interleaved-thinking-2025-05-14'],
          context_management: { edits: [{ type: 'clear_tool_uses_20250919' }] },
        })
      ).content,
  );
  await t(
    'output_config schema',
    async () =>
      (await c.messages.create({ ...m, output_config: { format: { type: 'json_schema', schema: PARAMS } } })).content,
  );
  await t(
    'image + document',
    async () =>
      (
        await c.messages.create({
          ...m,
          messages: [
            {
              role: 'user',
              content: [
                { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
                {
                  type: 'document',
                  source: { type: 'text', media_type: 'text/plain', data: 'doc' },
                  citations: { enabled: true },
                },
                { type: 'text', text: HI },
              ],
            },
          ],
        })
      ).content,
  );
  await t(
    'server tool',
    async () =>
      (await c.messages.create({ ...m, tools: [{ type: 'web_search_20250305', name: 'web_search', max_uses: 2 }] }))
        .content,
  );
}
