package dev.weir.adapters.parquet;

import java.util.List;

/// Which files of a day become one. A function, so that it can be told what it does without a disk.
final class Compaction {

    private static final long SMALL = 32L * 1024 * 1024;
    private static final long LARGEST = 256L * 1024 * 1024;
    private static final int MANY = 20;

    private Compaction() {}

    /// Files that are to become one; none if they may stay as they are.
    ///
    /// @param over whether nothing more is to be expected of that day
    static List<Piece> of(List<Piece> day, boolean over) {
        List<Piece> small = day.stream().filter(piece -> piece.bytes() < SMALL).toList();
        if (small.size() < (over ? 2 : MANY)) {
            return List.of();
        }
        long bytes = 0;
        int count = 0;
        while (count < small.size() && bytes + small.get(count).bytes() <= LARGEST) {
            bytes += small.get(count).bytes();
            count++;
        }
        return small.subList(0, count);
    }
}
