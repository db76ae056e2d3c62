package dev.weir.adapters.parquet;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/// Compresses pages with zstd, and nothing else. Parquet's own factory would load Hadoop.
final class ZstdCodec implements CompressionCodecFactory {

    private static final int LEVEL = 3;

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName name) {
        wanted(name);
        return new Compressor();
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
        wanted(name);
        return new Decompressor();
    }

    @Override
    public void release() {}

    private static void wanted(CompressionCodecName name) {
        if (name != CompressionCodecName.ZSTD) {
            throw new IllegalArgumentException("the codec is %s; files of ours have ZSTD".formatted(name));
        }
    }

    private static byte[] array(BytesInput bytes) throws IOException {
        var array = new ByteArrayOutputStream((int) bytes.size());
        bytes.writeAllTo(array);
        return array.toByteArray();
    }

    private static final class Compressor implements BytesInputCompressor {
        @Override
        public BytesInput compress(BytesInput bytes) throws IOException {
            return BytesInput.from(Zstd.compress(array(bytes), LEVEL));
        }

        @Override
        public CompressionCodecName getCodecName() {
            return CompressionCodecName.ZSTD;
        }

        @Override
        public void release() {}
    }

    private static final class Decompressor implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput bytes, int size) throws IOException {
            return BytesInput.from(Zstd.decompress(array(bytes), size));
        }

        @Override
        public void decompress(ByteBuffer input, int compressed, ByteBuffer output, int size) {
            var bytes = new byte[compressed];
            input.get(bytes);
            output.put(Zstd.decompress(bytes, size));
        }

        @Override
        public void release() {}
    }
}
