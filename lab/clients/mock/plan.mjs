// What the mock answers: a call of one of the client's own tools, JSON that fits the wanted schema, or words.
//
// If the latest words of the user hold USE_TOOL and no tool result follows them, one of the client's tools is called:
// the one named by TOOL=Name, else its shell with `echo tool-ok`, else the first. USE_TWO_TOOLS calls it twice at once.
// A forced tool_choice and a JSON schema are obeyed. Everything else, and every tool result, is answered with words.
import path from 'node:path';

const WORDS = 'Hello from the mock gateway. PONG.';

const SHELLS = [
  ...['exec_command', 'shell_command', 'shell', 'local_shell', 'Bash', 'bash'],
  ...['run_shell_command', 'run_terminal_command', 'RunCommand', 'exec'],
];

/** FORMAT is messages, chat, responses or gemini. Gives {calls: [{name, namespace, custom, input}]} or {text}. */
export function plan(body, format) {
  const { said, answered, schema, tools } = READERS[format](body);
  if (schema) return { text: JSON.stringify(example(schema)) };
  if (answered) return { text: `The tool ran. ${WORDS}` };
  const calls = body.tool_choice !== 'none' && pickCalls([...(body.tools || []), ...tools], said, body.tool_choice);
  return calls ? { calls } : { text: WORDS };
}

// ---------- reading what was asked ----------

const READERS = { messages: readMessages, chat: readMessages, responses: readItems, gemini: readContents };

const flat = content => (typeof content === 'string' ? content : (content || []).map(p => p.text || '').join('\n'));

function readMessages(body) {
  let said = '';
  let answered = false;
  for (const message of body.messages || []) {
    const parts = Array.isArray(message.content) ? message.content : [];
    if (message.role === 'tool' || (message.role === 'user' && parts.some(p => p.type === 'tool_result'))) {
      answered = true;
    } else if (message.role === 'user') {
      said = flat(message.content);
      answered = false;
    }
  }
  const format = body.output_config?.format || body.output_format || body.response_format?.json_schema;
  return { said, answered, schema: format?.schema, tools: [] };
}

function readItems(body) {
  let said = '';
  let answered = false;
  const tools = [];
  const items = typeof body.input === 'string' ? [{ role: 'user', content: body.input }] : body.input || [];
  for (const item of items) {
    const words = item.role === 'user' && flat(item.content);
    if (words) {
      said = words;
      answered = false;
    }
    if (/_output$/.test(item.type || '')) answered = true;
    // Codex sends the tools of its newest models as an item of the input.
    if (item.type === 'additional_tools') tools.push(...item.tools);
  }
  return { said, answered, schema: body.text?.format?.schema, tools };
}

function readContents(body) {
  let said = '';
  let answered = false;
  for (const content of body.contents || []) {
    for (const part of content.parts || []) {
      if (content.role !== 'model' && part.text) {
        said = part.text;
        answered = false;
      }
      if (part.functionResponse) answered = true;
    }
  }
  const config = body.generationConfig;
  return { said, answered, schema: config?.responseJsonSchema || config?.responseSchema, tools: [] };
}

// ---------- calling a tool ----------

const schemaOf = tool =>
  tool.input_schema || tool.parameters || tool.function?.parameters || tool.parametersJsonSchema || {};
const nameOf = tool => tool.name || tool.function?.name;

function callable(tool) {
  if (tool.functionDeclarations) return tool.functionDeclarations;
  return tool.type === 'namespace' ? tool.tools.map(inner => ({ ...inner, namespace: tool.name })) : [tool];
}

function pickCalls(tools, said, choice) {
  const known = tools.flatMap(callable).filter(tool => nameOf(tool) && !/_search$/.test(tool.type || ''));
  const any = /^(any|required)$/.test(choice?.type || choice);
  const forced = choice?.name || choice?.function?.name || (any && nameOf(known[0] || {}));
  if (!forced && !/USE_(TWO_)?TOOLS?/.test(said)) return null;

  const wanted = forced || said.match(/TOOL=(\w+)/)?.[1];
  const shell = SHELLS.map(name => known.find(tool => nameOf(tool) === name)).find(Boolean);
  const tool = known.find(tool => nameOf(tool) === wanted) || (forced ? null : shell || known[0]);
  if (!tool) return null;
  const custom = tool.type === 'custom';
  const input = custom ? 'text(await tools.exec_command({cmd: "echo tool-ok"}))' : example(schemaOf(tool));
  const call = { name: nameOf(tool), namespace: tool.namespace, custom, input };
  return /USE_TWO_TOOLS/.test(said) ? [call, call] : [call];
}

/** The smallest value that fits the schema; KEY is the name under which it will stand. */
function example(schema, key = '') {
  if (!schema || typeof schema !== 'object') return 'x';
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const chosen = schema.anyOf?.[0] || schema.oneOf?.[0] || schema;
  const command = /^(command|cmd)$/.test(key);
  switch ([].concat(chosen.type || 'string')[0]) {
    case 'object': {
      const keys = chosen.required || Object.keys(chosen.properties || {});
      return Object.fromEntries(keys.map(k => [k, example(chosen.properties?.[k], k)]));
    }
    case 'array':
      return command ? ['bash', '-lc', 'echo tool-ok'] : [example(chosen.items, key)];
    case 'number':
    case 'integer':
      return chosen.minimum ?? 1;
    case 'boolean':
      return false;
    case 'null':
      return null;
  }
  if (command) return 'echo tool-ok';
  if (/path|file/i.test(key)) return path.join(process.env.WORKDIR || '/tmp', 'notes.txt');
  return /city|location/i.test(key) ? 'Paris' : 'mock';
}
