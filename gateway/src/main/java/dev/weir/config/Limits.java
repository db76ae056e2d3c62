package dev.weir.config;

/// How much a caller may send, and how much all of them together.
///
/// @param body of one request, after decompression
/// @param headers of one request, all together
/// @param headerCount of one request
/// @param bodyMemory what the bodies of all running calls may take up
/// @param calls how many calls may run at once
/// @param callsPerPrincipal the same for each principal
public record Limits(
        Size body, Size headers, int headerCount, BodyMemory bodyMemory, int calls, int callsPerPrincipal) {

    private static final Value<BodyMemory> BODY_MEMORY = Values.either(
            Values.SHARE_OF_HEAP.<BodyMemory>as(BodyMemory.Share::new), Values.SIZE_IN_BYTES.as(BodyMemory.Fixed::new));

    static Limits read(Section limits) {
        var read = new Limits(
                limits.value("body", size(Size.kibibytes(1), Size.gibibytes(1)), Size.mebibytes(32)),
                limits.value("headers", size(Size.kibibytes(1), Size.mebibytes(1)), Size.kibibytes(32)),
                limits.value("header-count", Value.within(Values.NUMBER, 10, 10_000), 100),
                limits.value("body-memory", BODY_MEMORY, new BodyMemory.Share(0.25)),
                limits.value("calls", Value.within(Values.NUMBER, 1, 1_000_000), 10_000),
                limits.value("calls-per-principal", Value.within(Values.NUMBER, 1, 1_000_000), 64));
        if (limits.at("body").sound() && read.bodyMemory instanceof BodyMemory.Fixed(Size all)) {
            limits.at("body-memory")
                    .require(
                            all.compareTo(read.body) >= 0,
                            "%s does not hold one body of limits.body, which is %s",
                            all,
                            read.body);
        }
        return read;
    }

    private static Value<Size> size(Size least, Size most) {
        return Value.within(Values.SIZE_IN_BYTES, least, most);
    }
}
