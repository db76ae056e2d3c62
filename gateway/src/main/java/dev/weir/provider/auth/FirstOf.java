package dev.weir.provider.auth;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/// The first of several places that has what is looked for. If none has, it says what each of them found.
///
/// @param what is looked for, for messages
/// @param places by their names, in order
public record FirstOf<T>(String what, Map<String, Source<T>> places) implements Source<T> {

    public FirstOf {
        places = new LinkedHashMap<>(places);
    }

    @Override
    public Lapsing<T> fetch() throws IOException {
        var found = new ArrayList<String>();
        for (Map.Entry<String, Source<T>> place : places.entrySet()) {
            try {
                return place.getValue().fetch();
            } catch (IOException nothing) {
                found.add(place.getKey() + ": " + nothing.getMessage());
            }
        }
        throw new IOException("no %s were found; %s".formatted(what, String.join("; ", found)));
    }
}
