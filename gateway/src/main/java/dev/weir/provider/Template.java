package dev.weir.provider;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An address or a path with places in it that differ from operator to operator: `{region}`, or `{location=global}`
/// where there is something that goes without saying.
record Template(String text) {

    /// What differs from call to call.
    static final String MODEL = "model";

    private static final Pattern PLACE = Pattern.compile("\\{([a-z-]+)(?:=([^}]*))?}");

    /// The places that an operator may fill.
    Set<String> names() {
        return names(false);
    }

    /// Those that nothing goes without saying for.
    Set<String> wanted() {
        return names(true);
    }

    private Set<String> names(boolean onlyWanted) {
        var names = new TreeSet<String>();
        Matcher places = PLACE.matcher(text);
        while (places.find()) {
            if (!places.group(1).equals(MODEL) && !(onlyWanted && places.group(2) != null)) {
                names.add(places.group(1));
            }
        }
        return names;
    }

    /// The text with all that is known in its places; the model's place stays.
    String filled(Map<String, String> parameters) {
        return PLACE.matcher(text).replaceAll(place -> {
            String otherwise = place.group(2) == null ? place.group() : place.group(2);
            return Matcher.quoteReplacement(parameters.getOrDefault(place.group(1), otherwise));
        });
    }
}
