package dev.weir.call;

import java.util.List;

/// What a principal may use, and how much of it, as the documents said when the call arrived.
///
/// @param access each of them has to allow a target
/// @param quotas each of them has to have room
/// @param costCenter for reports; empty if there is none
public record Standing(List<Access> access, List<Quota> quotas, String costCenter) {

    /// Of somebody whom only the process limits.
    public static final Standing FREE = new Standing(List.of(), List.of(), "");

    public Standing {
        access = List.copyOf(access);
        quotas = List.copyOf(quotas);
    }

    public boolean allows(Target target) {
        return access.stream().allMatch(one -> one.allows(target));
    }
}
