package dev.weir.wire.format;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.RecordedRequests;
import dev.weir.wire.chat.ChatRequest;
import dev.weir.wire.chat.Loss;
import dev.weir.wire.chat.Losses;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Whatever stands in a request counts: without it, the provider is told something else, or something else is reported.
class NothingIsLostSilentlyTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final int GENERATED = 300;

    /// What is a schema, and looked at as one.
    private static final Set<String> STOPS = Set.of("schema", "parameters", "/json");

    /// Formats whose requests say model and stream in their path.
    private static final Set<Language> IN_PATH = Set.of(BedrockConverse.FORMAT, Gemini.FORMAT);

    /// Values that say what is so anyway, whatever they are the values of.
    private static final Set<String> SAY_NOTHING = Set.of("null", "\"\"", "[]", "{}");

    /// What says nothing to a provider of another format, by its path and value. Each is here for a reason.
    private static final List<Pattern> SAYS_NOTHING = Stream.of(
                    // what it is can be told without
                    ".*/cache_control/type=ephemeral .*",
                    ".*/cachePoint/type=default .*",
                    "/outputConfig/textFormat/type=json_schema .*",
                    "/thinking/type=adaptive .*", // a model of OpenAI's decides so unasked
                    "/(output_config/format|output_format)/type=json_schema .*",
                    "/input/\\{message}/type=message .*",
                    "/input/\\{additional_tools}/role=.*",
                    "/input/\\{tool_search_(call|output)}/execution .client.",
                    ".*/caller/type=direct .*",
                    ".*/type=custom .*",
                    "/tools/\\{custom}/custom/format/type=grammar .*",
                    ".*/tool_calls/\\{function}/type=function .*",
                    "/messages/\\{user}/content/\\{document}/source/media_type .text/plain.",
                    // how the answer is told is up to the gateway
                    ".*/inputSchema \\{.json.:\\{.type.:.object.}}", // nothing that a tool has to be called with
                    "/stream false",
                    "/stream_options/.*",
                    "/include/# .reasoning.encrypted_content.",
                    "(/additionalModelRequestFields)?/thinking/display .omitted.",
                    // Claudes that think by a number of tokens always tell it, and Gemini is asked for it wherever it
                    // thinks
                    "((/additionalModelRequestFields)?/thinking/display|/reasoning/summary) .(summarized|updates|auto).",
                    "/additionalModelResponseFieldPaths/# ./stop_sequence.", // told unasked
                    // so it is anyway
                    "/store false",
                    "/service_tier .auto.",
                    ".*/(cache_control|cachePoint)/ttl .5m.",
                    ".*/is_error false",
                    ".*/strict false",
                    "/text/format/strict true", // a model that is held to a schema is held to all of it
                    "/parallel_tool_calls true",
                    "/tool_choice .(auto|none).", // among no tools
                    "/tool_choice/type=(auto|none) .*",
                    "/tool_choice/disable_parallel_tool_use .*",
                    "/input/\\{function_call_output}/(name|namespace) .*", // the call says it
                    ".*/\\{(summary_text|reasoning_text)}/type=.*",
                    ".*/prompt_cache_breakpoint/mode .explicit.",
                    "/tool_choice/allowed_tools/tools/\\{function}/type=.*",
                    "/(tools/\\{custom}/custom/format|response_format|text/format)/type=text .*",
                    "/modalities/# .text.",
                    ".*effort .none.", // to a model that is not known to think
                    "/top_logprobs .*", // said with what it belongs to
                    ".*/detail .auto.",
                    // nothing is there that it could be about
                    "/parallel_tool_calls false",
                    "/systemInstruction/role=user .*",
                    "/contents/\\{user}/role=user .*",
                    "/contents/\\{user}/parts/#/functionResponse/(id|name) .*", // either says which call it was
                    "/generationConfig/responseMimeType .application/json.", // the schema says it
                    "/generationConfig/logprobs .*", // said with what it belongs to
                    "/generationConfig/thinkingConfig/includeThoughts .*", // an older Claude tells them unasked
                    "/reasoning/summary .auto.",
                    "/generationConfig/thinkingConfig/thinkingBudget (-1|0)", // as adaptive, and as no effort
                    "/toolConfig/functionCallingConfig/mode .(NONE|VALIDATED).", // among no tools
                    ".*/(parameters|input_schema) .\"type\":\"object\".", // older Geminis take no empty ones
                    ".*/thoughtSignature .skip_thought_signature_validator.", // there is none
                    // names that a provider gave to items of its answers, and what SDKs made of them
                    "/input/\\{[a-z_]+}/(id|status) .*",
                    ".*/function/parsed_arguments/.*")
            .map(Pattern::compile)
            .toList();

    /// @param path what is said there: model and stream, where they are not in the body
    private record Told(String path, JsonNode request, List<Loss> losses) {}

    private static Told told(Language from, Language to, JsonNode request) {
        var losses = new Losses();
        var read = from.decode(request, losses);
        String model = request.path("model").asString("");
        var named = new ChatRequest(model, read.streams(), read.turns(), read.tools(), read.settings());
        JsonNode said = to.encode(named, new ToolWords(), losses);
        return new Told(IN_PATH.contains(to) ? model + read.streams() : "", said, losses.list());
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("recorded")
    void everyMemberOfWhatAgentsAskCounts(String name, Language from, Language to, byte[] body) {
        assertThat(silent(from, to, JSON.readTree(body))).isEmpty();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("pairs")
    void everyMemberOfWhateverIsAskedCounts(String from, String to, Language asked, Language told) throws Exception {
        var requests = GeneratedRequests.of(from);
        var silent = new TreeMap<String, Long>();
        for (long number = 0; number < GENERATED; number++) {
            for (String one : silent(asked, told, requests.number(number))) {
                silent.putIfAbsent(one, number);
            }
        }
        assertThat(silent).as("by the number of a request that shows it").isEmpty();
    }

    static Stream<Arguments> pairs() {
        return LanguagesTest.languages()
                .flatMap(from -> LanguagesTest.languages()
                        .filter(to -> !to.equals(from))
                        .map(to -> Arguments.of(name(from), name(to), from, to)));
    }

    private static String name(Language language) {
        return ((WireFormat) language).name();
    }

    static Stream<Arguments> recorded() throws Exception {
        var arguments = new ArrayList<Arguments>();
        for (var request : RecordedRequests.withBody()) {
            LanguagesTest.languageOf(request.path())
                    .forEach(from -> LanguagesTest.languages()
                            .filter(to -> !to.equals(from))
                            .forEach(to -> arguments.add(Arguments.of(request.name(), from, to, request.body()))));
        }
        return arguments.stream();
    }

    /// The paths of all members whose absence makes no difference.
    private static Set<String> silent(Language from, Language to, JsonNode request) {
        Told whole = told(from, to, request);
        var silent = new TreeSet<String>();
        members(request).forEach((shape, place) -> {
            JsonNode less = without(request, place);
            Told without = told(from, to, less);
            String value = at(request, place).toString();
            String said = shape + " " + value;
            if (without.equals(whole)
                    && !reported(place, whole.losses())
                    && !SAY_NOTHING.contains(value)
                    && SAYS_NOTHING.stream().noneMatch(one -> one.matcher(said).matches())) {
                silent.add(said);
            }
        });
        return silent;
    }

    /// Whether it is lost as a part of something.
    private static boolean reported(List<Object> place, List<Loss> losses) {
        String pointer = place.stream().map(step -> "/" + step).collect(joining());
        return losses.stream().anyMatch(loss -> (pointer + "/").startsWith(loss.place() + "/"));
    }

    private static JsonNode at(JsonNode request, List<Object> place) {
        JsonNode at = request;
        for (Object step : place) {
            at = step instanceof Integer index ? at.get(index) : at.get((String) step);
        }
        return at;
    }

    /// One member of each path.
    private static Map<String, List<Object>> members(JsonNode request) {
        var members = new TreeMap<String, List<Object>>();
        collect(request, List.of(), "", members);
        return members;
    }

    private static void collect(JsonNode node, List<Object> place, String shape, Map<String, List<Object>> members) {
        if (node.isObject() && STOPS.stream().noneMatch(shape.toLowerCase(Locale.ROOT)::endsWith)) {
            node.forEachEntry((name, value) -> {
                String here =
                        shape + "/" + name + (name.equals("type") || name.equals("role") ? "=" + value.asString() : "");
                collect(value, with(place, name), here, members);
            });
        } else if (node.isArray() && !node.isEmpty()) {
            for (int i = 0; i < node.size(); i++) {
                String kind = node.get(i)
                        .path("type")
                        .asString(node.get(i).path("role").asString(""));
                collect(node.get(i), with(place, i), shape + "/" + (kind.isEmpty() ? "#" : "{" + kind + "}"), members);
            }
        } else {
            members.putIfAbsent(shape, place);
        }
    }

    private static List<Object> with(List<Object> place, Object step) {
        var longer = new ArrayList<>(place);
        longer.add(step);
        return longer;
    }

    private static JsonNode without(JsonNode request, List<Object> place) {
        JsonNode copy = request.deepCopy();
        switch (at(copy, place.subList(0, place.size() - 1))) {
            case ObjectNode object -> object.remove((String) place.getLast());
            case ArrayNode array -> array.remove((Integer) place.getLast());
            default -> throw new IllegalStateException();
        }
        return copy;
    }
}
