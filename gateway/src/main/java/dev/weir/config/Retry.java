package dev.weir.config;

import java.util.Set;

/// How often a target is asked again, beyond the first time, and after what.
///
/// @param attempts further ones
/// @param on the statuses after which; no connection and a broken one are worth it whenever any is
public record Retry(int attempts, StatusRule on) {

    /// Where nothing is said: once, if nobody was reached or the connection broke. Clients ask again by themselves, so
    /// that statuses are left to them.
    public static final Retry BY_DEFAULT = new Retry(1, new StatusRule.These(Set.of()));

    public static final Retry NONE = new Retry(0, new StatusRule.These(Set.of()));

    /// Of a target that has what a conversation needs: once, after what may well be over in a moment.
    public static final Retry AT_HOME = new Retry(1, new StatusRule.These(Set.of(500, 502, 503, 504, 529)));

    static final StatusRule STATUSES = new StatusRule.These(Set.of(429, 500, 502, 503, 504));

    /// Neither does it do harm to write more, nor does it help.
    static final int MOST = 5;
}
