package dev.weir.admin;

/// Who may use a route of the control plane. Each route has one; there is no route without.
public enum Permission {

    /// Anybody, also without a credential.
    ANYBODY,

    /// Administrators, and to look at their own team whoever may call models.
    OWN_TEAM,

    /// Administrators.
    ADMINISTRATORS
}
