package dev.weir.adapters.parquet;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/// One Parquet file while it is written: rows, in the order in which they come.
final class RowFile implements AutoCloseable {

    private static final long ROW_GROUP = 32L * 1024 * 1024;
    private static final int PAGE = 256 * 1024;
    private static final int LONGEST_BOUND = 64;

    /// Columns with another value in nearly each row, for which a dictionary is made in vain.
    private static final List<String> NEARLY_UNIQUE = List.of(
            "event_id",
            "correlation_id",
            "trace_id",
            "request_timestamp",
            "happened_at",
            "first_byte_us",
            "total_us",
            "gateway_us");

    private final Counting out;
    private final ParquetWriter<Row> writer;
    private long rows;

    /// @param file what is written there is not forced
    RowFile(Disk disk, Path file) throws IOException {
        out = new Counting(disk.create(file));
        var builder = new RowWriting.Builder(out)
                .withConf(new PlainParquetConfiguration())
                .withCodecFactory(new ZstdCodec())
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withRowGroupSize(ROW_GROUP)
                .withPageSize(PAGE)
                .withStatisticsTruncateLength(LONGEST_BOUND)
                .withPageWriteChecksumEnabled(true);
        for (String column : NEARLY_UNIQUE) {
            builder.withDictionaryEncoding(column, false);
        }
        writer = builder.build();
    }

    void write(Row row) throws IOException {
        writer.write(row);
        rows++;
    }

    /// Ends the file.
    @Override
    public void close() throws IOException {
        try (out) {
            writer.close();
        }
    }

    long rows() {
        return rows;
    }

    long bytes() {
        return out.position;
    }

    /// Of the whole file, once it is closed.
    String sha256() {
        return HexFormat.of().formatHex(out.digest.digest());
    }

    /// What Parquet writes to, counted and hashed on its way.
    private static final class Counting extends PositionOutputStream implements OutputFile {

        private final MessageDigest digest = sha256Digest();
        private final OutputStream out;
        private long position;

        Counting(OutputStream file) {
            out = new BufferedOutputStream(new DigestOutputStream(file, digest), PAGE);
        }

        private static MessageDigest sha256Digest() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException("every JDK has SHA-256", impossible);
            }
        }

        @Override
        public PositionOutputStream create(long block) {
            return this;
        }

        @Override
        public PositionOutputStream createOrOverwrite(long block) {
            return this;
        }

        @Override
        public boolean supportsBlockSize() {
            return false;
        }

        @Override
        public long defaultBlockSize() {
            return 0;
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public void write(int one) throws IOException {
            out.write(one);
            position++;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
            position += length;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
