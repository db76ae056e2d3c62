package dev.weir.call;

import dev.weir.call.AuditRecord.Money;
import dev.weir.wire.http.Headers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a call may cost and did cost. Written on the call's event loop, read when the call is over.
///
/// No provider is asked before somebody has opened the tab: what nobody has decided about cannot be free.
public final class Tab {

    private @Nullable Funds funds;
    private Money money = Money.NONE;
    private Map<String, Long> booked = Map.of();
    private Duration held = Duration.ZERO;
    private final Map<String, String> notices = new LinkedHashMap<>();

    /// A tab that is open and costs nothing.
    public static Tab free() {
        var tab = new Tab();
        tab.opens(Funds.FREE);
        return tab;
    }

    public void opens(Funds opened) {
        funds = opened;
    }

    public Funds funds() {
        if (funds == null) {
            throw new IllegalStateException("nobody has decided what this call may cost");
        }
        return funds;
    }

    /// It waited so long for money.
    public void held(Duration time) {
        held = held.plus(time);
    }

    public Duration held() {
        return held;
    }

    /// How it came out.
    ///
    /// @param byAccount what was booked, by the names of the accounts
    public void settled(Money result, Map<String, Long> byAccount) {
        money = result;
        booked = Map.copyOf(byAccount);
    }

    public Money money() {
        return money;
    }

    public Map<String, Long> booked() {
        return booked;
    }

    /// Has the answer say something of its money.
    public void notice(String header, String value) {
        notices.put(header, value);
    }

    public Headers notices() {
        if (notices.isEmpty()) {
            return Headers.NONE;
        }
        Headers.Builder headers = Headers.builder();
        notices.forEach(headers::set);
        return headers.build();
    }
}
