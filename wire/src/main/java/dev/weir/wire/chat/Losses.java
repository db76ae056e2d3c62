package dev.weir.wire.chat;

import dev.weir.wire.chat.Loss.Grade;
import java.util.ArrayList;
import java.util.List;

/// What has been lost so far of one request. Not for sharing between threads.
public final class Losses {

    private final List<Loss> all = new ArrayList<>();

    public void approximated(String place, String why) {
        all.add(new Loss(place, Grade.APPROXIMATED, why));
    }

    public void ignored(String place, String why) {
        all.add(new Loss(place, Grade.IGNORED, why));
    }

    public void changed(String place, String why) {
        all.add(new Loss(place, Grade.CHANGED, why));
    }

    public void invalid(String place, String why) {
        all.add(new Loss(place, Grade.INVALID, why));
    }

    public List<Loss> list() {
        return List.copyOf(all);
    }
}
