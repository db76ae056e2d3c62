package dev.weir.call;

import dev.weir.call.AuditRecord.Money;
import dev.weir.wire.http.Headers;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a call may cost and did cost. Written on the call's event loop, read when the call is over.
///
/// No provider is asked before somebody has opened the tab: what nobody has decided about cannot be free.
public final class Tab {

    /// The notice that the call's output was limited to what can be paid for.
    public static final String CLAMPED = "x-weir-clamped";

    private @Nullable Funds funds;
    private Money money = Money.NONE;
    private List<Booked> booked = List.of();
    private List<Line> lines = List.of();
    private Duration held = Duration.ZERO;
    private volatile Headers notices = Headers.NONE;

    /// What was booked to an account, and what had been put aside for it.
    public record Booked(String account, long amount, long reserved) {}

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
    /// @param byTarget what each target took
    public void settled(Money result, List<Booked> byAccount, List<Line> byTarget) {
        money = result;
        booked = List.copyOf(byAccount);
        lines = List.copyOf(byTarget);
    }

    public Money money() {
        return money;
    }

    public List<Booked> booked() {
        return booked;
    }

    public List<Line> lines() {
        return lines;
    }

    /// Has the answer say something of its money.
    public void notice(String header, String value) {
        notices = notices.and(Headers.of(header, value));
    }

    public Headers notices() {
        return notices;
    }
}
