package dev.weir.meter;

import dev.weir.wire.chat.Usage;
import dev.weir.wire.json.RequestShape;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// On which terms an answer is given, as far as they change its price.
///
/// @param tier the provider's word for the speed or priority, such as `flex`, `batch`, `priority` or `fast`; `standard`
/// if nobody says another
/// @param region `global`, or `regional` where the provider may use no other region
public record Terms(String tier, String region) {

    public static final String STANDARD = "standard";
    public static final String GLOBAL = "global";
    public static final String REGIONAL = "regional";
    public static final Terms USUAL = new Terms(STANDARD, GLOBAL);

    /// Where requests say it, as a text.
    private static final List<String> TIERS = List.of("speed", "service_tier", "serviceTier");

    /// What Anthropic says where there are no places.
    private static final String NOWHERE = "not_available";

    /// What providers say where nothing special is wanted, or where what is special was paid for ahead (`scale`).
    private static final Set<String> WORDS_FOR_STANDARD =
            Set.of("", "auto", "default", STANDARD, "standard_only", "on_demand", "scale");

    /// What a request asks for.
    ///
    /// @param kind the row of the provider in the catalogue of providers
    /// @param model as the provider knows it; where it is one of Bedrock's, it says the region
    public static Terms of(RequestShape request, String kind, String model) {
        boolean tied = request.text("inference_geo")
                .filter(place -> !place.equals(GLOBAL))
                .isPresent();
        return new Terms(tier(request), tied ? REGIONAL : ModelId.region(kind, model));
    }

    /// The first that is not the usual one.
    private static String tier(RequestShape request) {
        for (String name : TIERS) {
            Optional<String> word = request.text(name).map(Terms::tier);
            if (word.isPresent() && !word.get().equals(STANDARD)) {
                return word.get();
            }
        }
        return request.text("serviceTier", "type").map(Terms::tier).orElse(STANDARD);
    }

    /// The same terms with what an answer says of them.
    public Terms answered(Usage.On on) {
        return new Terms(
                on.tier().isBlank() ? tier : tier(on.tier()),
                switch (on.geo()) {
                    case "", NOWHERE -> region;
                    case GLOBAL -> GLOBAL;
                    default -> REGIONAL;
                });
    }

    private static String tier(String word) {
        String tier = word.strip().toLowerCase(Locale.ROOT);
        return WORDS_FOR_STANDARD.contains(tier) ? STANDARD : tier;
    }
}
