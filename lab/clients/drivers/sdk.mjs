// The SDKs against $GATEWAY, a line per case: node sdk.mjs CLIENT [SET]
//   CLIENT = openai | anthropic | portkey | langchain | aisdk | aisdk6
//   SET = ok (default): all features; errors: how the SDK takes faults
const CLIENT = process.argv[2];
const [file, folder] = CLIENT.startsWith('aisdk') ? ['aisdk', CLIENT] : [CLIENT];
const { run } = await import(`./sdk/${file}.mjs`);
await run(folder);
