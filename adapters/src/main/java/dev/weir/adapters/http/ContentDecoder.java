package dev.weir.adapters.http;

import com.github.luben.zstd.ZstdInputStream;
import dev.weir.problem.Problem;
import dev.weir.problem.Problem.Kind;
import dev.weir.relay.BodyDecoder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/// Undoes gzip and zstd, within a length and a ratio, so that a small body cannot become a large one.
public final class ContentDecoder implements BodyDecoder {

    private static final int FREE = 1024 * 1024;
    private static final int RATIO = 100;

    @Override
    public boolean knows(String encoding) {
        return encoding.equals("gzip") || encoding.equals("zstd");
    }

    @Override
    public Decoded decode(String encoding, byte[] body, long limit) {
        var out = new ByteArrayOutputStream(Math.min(body.length * 4, FREE));
        var buffer = new byte[64 * 1024];
        try (InputStream in = stream(encoding, body)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                if (out.size() > limit) {
                    return refused(Kind.BODY_TOO_LARGE, "the decoded body is longer than %d bytes".formatted(limit));
                }
                if (out.size() > FREE && out.size() / RATIO > body.length) {
                    return refused(
                            Kind.BODY_TOO_LARGE, "the body grows more than %d-fold when decoded".formatted(RATIO));
                }
            }
            return new Decoded.Body(out.toByteArray());
        } catch (IOException notDecodable) {
            return refused(Kind.CONTENT_ENCODING_INVALID, "the body is not valid " + encoding);
        }
    }

    private static InputStream stream(String encoding, byte[] body) throws IOException {
        var in = new ByteArrayInputStream(body);
        return encoding.equals("gzip") ? new GZIPInputStream(in, 64 * 1024) : new ZstdInputStream(in);
    }

    private static Decoded refused(Kind kind, String detail) {
        return new Decoded.Refused(new Problem(kind, detail));
    }
}
