package dev.weir.provider;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Where a kind of provider is. Usually one address; where a few regions are elsewhere, these stand before it, as
/// `location=us|eu>https://…;https://…`.
record Base(List<Base.Choice> choices) {

    /// @param parameter empty if this choice is for all
    record Choice(String parameter, Set<String> values, Template address) {

        static Choice of(String written) {
            int arrow = written.indexOf('>');
            if (arrow < 0) {
                return new Choice("", Set.of(), new Template(written));
            }
            int equals = written.indexOf('=');
            return new Choice(
                    written.substring(0, equals),
                    Set.copyOf(
                            Arrays.asList(written.substring(equals + 1, arrow).split("\\|", -1))),
                    new Template(written.substring(arrow + 1)));
        }

        boolean fits(Map<String, String> parameters) {
            return parameter.isEmpty() || values.contains(parameters.getOrDefault(parameter, ""));
        }
    }

    static Base of(String cell) {
        return new Base(Arrays.stream(cell.split(";", -1)).map(Choice::of).toList());
    }

    boolean isElsewhereForEverybody() {
        return choices.getLast().address().text().isEmpty();
    }

    Set<String> names() {
        var names = new TreeSet<String>();
        choices.forEach(choice -> names.addAll(choice.address().names()));
        return names;
    }

    Set<String> wanted() {
        return isElsewhereForEverybody()
                ? Set.of()
                : choices.getLast().address().wanted();
    }

    /// The address with these parameters; nothing if one is missing, or if only the operator knows.
    Optional<URI> with(Map<String, String> parameters) {
        return choices.stream()
                .filter(choice -> choice.fits(parameters))
                .findFirst()
                .map(choice -> choice.address().filled(parameters))
                .filter(address -> !address.isEmpty() && address.indexOf('{') < 0)
                .map(URI::create);
    }

    /// As a document shows it.
    String written() {
        return choices.getLast().address().text();
    }
}
