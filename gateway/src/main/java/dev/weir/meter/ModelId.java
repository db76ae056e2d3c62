package dev.weir.meter;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Under which names a model may stand in a list of prices: as its provider knows it, and without what says only where
/// it runs and of which day it is.
final class ModelId {

    private static final Pattern REGION = Pattern.compile("^(?:global|us-gov|us|eu|apac|jp|au|ca)\\.(?=[a-z0-9]+\\.)");
    private static final Pattern VENDOR = Pattern.compile("^anthropic\\.");
    private static final Pattern AT = Pattern.compile("@[A-Za-z0-9]+$");
    private static final Pattern VERSION = Pattern.compile("-v\\d+(?::\\d+)?(?::\\d+k)?$");
    private static final Pattern DATE = Pattern.compile("-(?:20\\d{6}|20\\d\\d-\\d\\d-\\d\\d)$");

    /// Every call asks, and callers may make names up.
    private static final Cache<String, List<String>> KNOWN =
            Caffeine.newBuilder().maximumSize(4_096).executor(Runnable::run).build();

    private ModelId() {}

    /// The most exact one first.
    static List<String> names(String model) {
        return KNOWN.get(model, ModelId::derived);
    }

    private static List<String> derived(String model) {
        String here = without(REGION, bare(model));
        String plain = without(VERSION, without(AT, without(VENDOR, here)));
        return Stream.of(model, bare(model), here, plain, without(DATE, plain))
                .distinct()
                .toList();
    }

    /// In which region a provider's model runs, as its id tells. At Bedrock everything runs in one region or a few, but
    /// for profiles that are global.
    static String region(String kind, String model) {
        return kind.startsWith("bedrock") && !bare(model).startsWith("global.") ? Terms.REGIONAL : Terms.GLOBAL;
    }

    /// Without what says who holds it.
    private static String bare(String model) {
        return model.startsWith("arn:") || model.startsWith("models/")
                ? model.substring(model.lastIndexOf('/') + 1)
                : model;
    }

    private static String without(Pattern pattern, String text) {
        return pattern.matcher(text).replaceFirst("");
    }
}
