package dev.weir.config;

/// What the bodies of all running calls may take up.
public sealed interface BodyMemory {

    /// A part of the largest heap that the process may have.
    record Share(double ofHeap) implements BodyMemory {}

    record Fixed(Size size) implements BodyMemory {}

    default long bytes(long heapBytes) {
        return switch (this) {
            case Share(double ofHeap) -> (long) (heapBytes * ofHeap);
            case Fixed(Size size) -> size.bytes();
        };
    }
}
