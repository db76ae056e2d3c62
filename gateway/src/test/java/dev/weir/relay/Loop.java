package dev.weir.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// An event loop whose clock stands still until it is told to go on.
final class Loop implements Timers {

    private record Alarm(long at, Runnable then) {}

    private final List<Alarm> alarms = new ArrayList<>();
    private long now;

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public Runnable after(Duration time, Runnable then) {
        var alarm = new Alarm(now + time.toNanos(), then);
        alarms.add(alarm);
        return () -> alarms.remove(alarm);
    }

    void pass(Duration time) {
        long until = now + time.toNanos();
        while (true) {
            var next = alarms.stream().filter(alarm -> alarm.at() <= until).min(Comparator.comparingLong(Alarm::at));
            if (next.isEmpty()) {
                now = until;
                return;
            }
            now = next.get().at();
            alarms.remove(next.get());
            next.get().then().run();
        }
    }

    int alarms() {
        return alarms.size();
    }
}
