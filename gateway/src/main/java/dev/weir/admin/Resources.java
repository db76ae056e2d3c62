package dev.weir.admin;

import dev.weir.config.Violation;
import java.util.List;

/// Things of one kind that the control plane serves: their routes, and what is wrong with them.
public interface Resources {

    /// @param registry writes documents, and what is said of them in the outbox
    List<Route> routes(Registry registry);

    /// Documents of theirs that are out of use.
    default List<Violation> violations() {
        return List.of();
    }
}
