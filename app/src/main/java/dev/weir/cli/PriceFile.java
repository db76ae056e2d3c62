package dev.weir.cli;

import dev.weir.meter.Dollars;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.JsonNodeException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Files of prices as models.dev and LiteLLM publish them, known by their shape. An override of ours is one price for
/// all prompts and terms, so that a row that says more than that is not used, rather than used for too little.
final class PriceFile {

    private static final BigDecimal MILLION = new BigDecimal(1_000_000);
    private static final Set<String> MODES = Set.of("", "chat", "completion", "responses", "embedding");

    /// Our names of figures, by theirs.
    private static final Map<String, String> MODELS_DEV = Map.of(
            "input", "input_per_million",
            "output", "output_per_million",
            "cache_read", "cache_read_per_million",
            "cache_write", "cache_write_per_million",
            "input_audio", "audio_input_per_million",
            "output_audio", "audio_output_per_million");

    private static final Map<String, String> LITE_LLM = Map.of(
            "input_cost_per_token", "input_per_million",
            "output_cost_per_token", "output_per_million",
            "cache_read_input_token_cost", "cache_read_per_million",
            "cache_creation_input_token_cost", "cache_write_per_million",
            "cache_creation_input_token_cost_above_1hr", "cache_write_1h_per_million",
            "input_cost_per_audio_token", "audio_input_per_million",
            "output_cost_per_audio_token", "audio_output_per_million",
            "cache_read_input_audio_token_cost", "audio_cache_read_per_million");

    private PriceFile() {}

    /// A row of a file.
    sealed interface Row {

        String provider();

        String model();

        default String name() {
            return provider() + "/" + model();
        }

        /// @param body of the override
        /// @param without what of the row an override cannot say, and which makes nothing dearer for text
        record Used(String provider, String model, ObjectNode body, List<String> without) implements Row {
            public Used {
                without = List.copyOf(without);
            }

            String line(String as) {
                ObjectNode json = JsonMapper.shared().createObjectNode();
                json.put("put", "/pricing/%s/%s".formatted(as, model));
                json.set("body", body);
                return json.toString();
            }
        }

        record Unusable(String provider, String model, String why) implements Row {}
    }

    /// All rows in the order of the file; nothing if it is of neither.
    static Optional<List<Row>> rows(JsonNode file) {
        JsonNode providers = file.path("providers").isObject() ? file.path("providers") : file;
        if (!providers.isObject()) {
            return Optional.empty();
        }
        boolean modelsDev = providers
                .propertyStream()
                .anyMatch(one -> one.getValue().path("models").isObject());
        boolean liteLlm = file.propertyStream().anyMatch(one -> one.getValue().has("litellm_provider"));
        return modelsDev ? Optional.of(modelsDev(providers)) : liteLlm ? Optional.of(liteLlm(file)) : Optional.empty();
    }

    private static List<Row> modelsDev(JsonNode providers) {
        var rows = new ArrayList<Row>();
        providers
                .propertyStream()
                .forEach(provider -> provider.getValue()
                        .path("models")
                        .propertyStream()
                        .forEach(model -> rows.add(modelsDev(provider.getKey(), model.getKey(), model.getValue()))));
        return List.copyOf(rows);
    }

    private static Row modelsDev(String provider, String model, JsonNode row) {
        JsonNode cost = row.path("cost");
        var figures = new LinkedHashMap<String, JsonNode>();
        var without = new ArrayList<String>();
        for (Map.Entry<String, JsonNode> one : cost.properties()) {
            String ours = MODELS_DEV.get(one.getKey());
            JsonNode value = one.getValue();
            if (ours != null) {
                figures.put(ours, value);
            } else if (value.isContainer()) {
                return new Row.Unusable(provider, model, dearer(one.getKey()));
            } else if (one.getKey().equals("reasoning")) {
                if (!value.isNumber()
                        || value.decimalValue().compareTo(cost.path("output").decimalValue(BigDecimal.ZERO)) > 0) {
                    return new Row.Unusable(provider, model, "reasoning costs more than other output");
                }
            } else {
                without.add(one.getKey());
            }
        }
        return row(
                provider,
                model,
                figures,
                BigDecimal.ONE,
                row.path("limit").path("output"),
                row.path("limit").path("context"),
                without);
    }

    private static List<Row> liteLlm(JsonNode file) {
        return file.propertyStream()
                .filter(one -> !one.getKey().equals("sample_spec")) // describes the file's own fields
                .map(one -> liteLlm(one.getKey(), one.getValue()))
                .toList();
    }

    private static Row liteLlm(String key, JsonNode row) {
        String provider = row.path("litellm_provider").stringValue("");
        String model = key.startsWith(provider + "/") ? key.substring(provider.length() + 1) : key;
        if (provider.isEmpty()) {
            return new Row.Unusable("?", model, "it has no litellm_provider");
        }
        String mode = row.path("mode").stringValue("");
        if (!MODES.contains(mode)) {
            return new Row.Unusable(provider, model, "it is of the mode " + mode);
        }
        var figures = new LinkedHashMap<String, JsonNode>();
        var without = new ArrayList<String>();
        for (Map.Entry<String, JsonNode> one : row.properties()) {
            String theirs = one.getKey();
            if (LITE_LLM.containsKey(theirs)) {
                figures.put(LITE_LLM.getOrDefault(theirs, ""), one.getValue());
            } else if (theirs.contains("_above_") || theirs.equals("tiered_pricing")) {
                return new Row.Unusable(provider, model, dearer(theirs));
            } else if (theirs.equals("output_cost_per_reasoning_token")) {
                return new Row.Unusable(provider, model, "reasoning has a price of its own");
            } else if (theirs.contains("cost")) {
                without.add(theirs);
            }
        }
        if (mode.equals("embedding")) {
            figures.putIfAbsent(
                    "output_per_million", JsonMapper.shared().getNodeFactory().numberNode(0)); // says nothing
        }
        return row(
                provider,
                model,
                figures,
                MILLION,
                row.path("max_output_tokens"),
                row.path("max_input_tokens"),
                without);
    }

    private static String dearer(String field) {
        return "%s: long prompts have another price, and an override has one for all".formatted(field);
    }

    private static Row row(
            String provider,
            String model,
            Map<String, JsonNode> figures,
            BigDecimal times,
            JsonNode mostOutput,
            JsonNode context,
            List<String> without) {
        if (!figures.containsKey("input_per_million") || !figures.containsKey("output_per_million")) {
            return new Row.Unusable(provider, model, "it has no price for input, or none for output");
        }
        if (!provider.matches("[A-Za-z0-9._-]{1,64}") || !model.matches("[!-~]{1,200}")) {
            return new Row.Unusable(provider, model, "its name is none of a provider and a model here");
        }
        ObjectNode body = JsonMapper.shared().createObjectNode();
        boolean free = true;
        for (Map.Entry<String, JsonNode> figure : figures.entrySet()) {
            try {
                long nano = Dollars.nano(figure.getValue().asDecimal().multiply(times));
                free &= nano == 0;
                body.put(figure.getKey(), Dollars.text(nano));
            } catch (ArithmeticException | JsonNodeException odd) {
                return new Row.Unusable(
                        provider,
                        model,
                        "%s is %s, which is no whole number of nano-dollars for a million tokens"
                                .formatted(figure.getKey(), figure.getValue()));
            }
        }
        if (free) {
            return new Row.Unusable(
                    provider, model, "it costs nothing, as it is written; set that by hand if it is so");
        }
        if (mostOutput.isIntegralNumber()) {
            body.put("max_output_tokens", mostOutput.longValue());
        }
        if (context.isIntegralNumber()) {
            body.put("context_tokens", context.longValue());
        }
        return new Row.Used(provider, model, body, without);
    }
}
