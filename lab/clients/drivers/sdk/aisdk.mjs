// The AI SDK over Chat Completions, Responses, Messages and embeddings; FOLDER holds the major version to use.
import { AM, CM, ESM, HI, KEY, PARAMS, TOOL, V1, collect, errors, set, short, t } from './harness.mjs';

export async function run(folder) {
  const ai = await ESM(folder, 'ai/dist/index.js');
  const provider = name =>
    ESM(folder, `@ai-sdk/${name}/dist/index.js`).catch(() => ESM(folder, `@ai-sdk/${name}/dist/index.mjs`));
  const { createOpenAI } = await provider('openai');
  const { createOpenAICompatible } = await provider('openai-compatible');
  const { createAnthropic } = await provider('anthropic');

  const openai = createOpenAI({ baseURL: V1, apiKey: KEY });
  const anthropic = createAnthropic({ baseURL: V1, apiKey: KEY });
  const compatible = createOpenAICompatible({
    name: 'gw',
    baseURL: V1,
    apiKey: KEY,
    headers: { 'x-team': 'blue' },
    includeUsage: true,
    supportsStructuredOutputs: true,
  });
  const models = [
    ['openai.chat', openai.chat(CM)],
    ['openai responses', openai(CM)],
    ['compatible', compatible(CM)],
    ['anthropic', anthropic(AM)],
  ];

  const onError = ({ error }) => console.log('   onError', short(error?.message ?? error));
  const text = async model => (await ai.generateText({ model, prompt: HI })).text;
  const streamed = async model => {
    const result = ai.streamText({ model, prompt: HI, onError });
    return [(await collect(result.textStream)).join(''), await result.finishReason];
  };
  if (set === 'errors') {
    for (const [, model] of models.slice(2)) {
      await errors(
        '(completions|messages)$',
        5,
        () => text(model),
        () => streamed(model),
      );
    }
    return;
  }

  const schema = ai.jsonSchema(PARAMS);
  const weather = ai.tool({ description: 'weather', inputSchema: schema, execute: async () => '21C' });
  const stopWhen = (ai.stepCountIs || ai.isStepCount)(3);
  for (const [name, model] of models) {
    await t(name + ' generateText', async () => {
      const result = await ai.generateText({ model, instructions: 'Be brief.', prompt: HI });
      return [result.text, result.usage];
    });
    await t(name + ' streamText tools', async () => {
      const result = ai.streamText({ model, prompt: TOOL, tools: { get_weather: weather }, stopWhen, onError });
      return [(await collect(result.textStream)).join(''), await result.usage];
    });
    await t(name + ' object', async () => {
      if (ai.generateObject) return (await ai.generateObject({ model, schema, prompt: HI })).object;
      return (await ai.generateText({ model, output: ai.Output.object({ schema }), prompt: HI })).output;
    });
  }
  await t('anthropic thinking', async () => {
    const providerOptions = { anthropic: { thinking: { type: 'enabled', budgetTokens: 1024 } } };
    return (await ai.generateText({ model: anthropic(AM), prompt: HI, providerOptions })).reasoningText;
  });
  await t('embedMany', async () => {
    const model = (compatible.embeddingModel || compatible.textEmbeddingModel)('text-embedding-3-small');
    return (await ai.embedMany({ model, values: ['a', 'b'] })).embeddings;
  });
}
