package dev.weir.identity;

/// The scopes that Weir knows, as tokens say them.
public final class Scopes {

    /// Good for calling models.
    public static final String INVOKE = "https://gateway.internal/invoke";

    /// Good for the control plane.
    public static final String ADMIN = "https://gateway.internal/admin";

    private Scopes() {}
}
