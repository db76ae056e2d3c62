package dev.weir.meter;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NanoUsdTest {

    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);
    private static final int ROUNDS = 200_000;

    private final SplittableRandom random = new SplittableRandom(21);

    /// Of any size, small ones as often as large ones.
    private long any() {
        return random.nextLong() >>> random.nextInt(1, 64);
    }

    @Test
    void isWhatBigIntegersSayRoundedUpOnce() {
        for (int i = 0; i < ROUNDS; i++) {
            long tokens = any();
            long price = any();
            BigInteger exact = BigInteger.valueOf(tokens)
                    .multiply(BigInteger.valueOf(price))
                    .add(MILLION)
                    .subtract(BigInteger.ONE)
                    .divide(MILLION)
                    .min(MOST);

            assertThat(NanoUsd.of(tokens, price)).as("%d × %d", tokens, price).isEqualTo(exact.longValueExact());
        }
    }

    @Test
    void findsTheMostTokensThatSoMuchPaysFor() {
        for (int i = 0; i < ROUNDS; i++) {
            long money = any();
            long price = any();
            BigInteger exact = price == 0
                    ? MOST
                    : BigInteger.valueOf(money)
                            .multiply(MILLION)
                            .divide(BigInteger.valueOf(price))
                            .min(MOST);

            assertThat(NanoUsd.tokens(money, price)).as("%d / %d", money, price).isEqualTo(exact.longValueExact());
        }
    }

    @Test
    void neitherWrapsNorSubtracts() {
        for (int i = 0; i < ROUNDS; i++) {
            long one = any();
            long other = any();
            BigInteger sum =
                    BigInteger.valueOf(one).add(BigInteger.valueOf(other)).min(MOST);
            BigInteger product =
                    BigInteger.valueOf(one).multiply(BigInteger.valueOf(other)).min(MOST);

            assertThat(NanoUsd.plus(one, other)).isEqualTo(sum.longValueExact());
            assertThat(NanoUsd.times(one, other)).isEqualTo(product.longValueExact());
        }
        assertThat(NanoUsd.of(-5, 1_000_000_000)).isZero();
        assertThat(NanoUsd.of(Long.MIN_VALUE, Long.MAX_VALUE)).isZero();
        assertThat(NanoUsd.of(Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(NanoUsd.tokens(-1, 1)).isZero();
    }
}
