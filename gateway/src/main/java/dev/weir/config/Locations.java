package dev.weir.config;

import java.util.Map;

/// Where in its file each part of a document stands: a member where its key is, an item where it begins.
public record Locations(Map<String, Place> places) {

    public static final Locations UNKNOWN = new Locations(Map.of());

    public Locations {
        places = Map.copyOf(places);
    }

    /// The place of what a JSON pointer points to, or of the closest thing around it that has one: what is missing is
    /// missing there.
    public Place of(String pointer) {
        for (String at = pointer; !at.isEmpty(); at = at.substring(0, at.lastIndexOf('/'))) {
            Place place = places.get(at);
            if (place != null) {
                return place;
            }
        }
        return places.getOrDefault("", Place.UNKNOWN);
    }
}
