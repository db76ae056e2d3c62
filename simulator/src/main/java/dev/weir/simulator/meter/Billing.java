package dev.weir.simulator.meter;

/// Hears how an answer fares on its way, so that what was generated until a client left is what is billed.
///
/// Whoever plays the answer tells it: `sent` after each step, in their order, then `finished` or `left`. What comes
/// after the first of these two is not heard.
public interface Billing {

    /// For answers that nobody is billed for.
    Billing FREE = new Billing() {
        @Override
        public void sent(int step) {}

        @Override
        public void finished() {}

        @Override
        public void left() {}
    };

    /// The step with that index has been handed to the connection.
    void sent(int step);

    /// All was played, also the end, be it a break.
    void finished();

    /// The client left, or its connection broke.
    void left();
}
