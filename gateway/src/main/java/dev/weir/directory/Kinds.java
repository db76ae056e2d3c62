package dev.weir.directory;

import dev.weir.store.Key;

/// The kinds of document that there are, as the store calls them.
public final class Kinds {

    public static final String TEAM = "team";
    public static final String CLIENT = "client";
    public static final String API_KEY = "key";
    public static final String TIER = "tier";
    public static final String ROUTING = "routing";
    public static final String BUDGET = "budget";
    public static final String PRICE = "price";

    /// Which client a client of another issuer is here: what keeps it in one team.
    public static final String FOREIGN = "foreign-client";

    private Kinds() {}

    public static Key team(String name) {
        return new Key(TEAM, name);
    }

    public static Key client(String id) {
        return new Key(CLIENT, id);
    }

    public static Key apiKey(String id) {
        return new Key(API_KEY, id);
    }

    public static Key tier(String name) {
        return new Key(TIER, name);
    }

    public static Key routing(String name) {
        return new Key(ROUTING, name);
    }

    /// @param id as [Budget#id] makes it
    public static Key budget(String id) {
        return new Key(BUDGET, id);
    }

    public static Key price(String provider, String model) {
        return new Key(PRICE, provider + "/" + model);
    }

    public static Key foreign(String issuer, String client) {
        return new Key(FOREIGN, issuer + " " + client);
    }
}
