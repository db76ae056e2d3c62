package dev.weir.provider.auth.aws;

import dev.weir.provider.auth.Lapsing;
import dev.weir.provider.auth.Source;
import dev.weir.wire.aws.AwsKeys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/// The first of several places that has keys. If none has, it says what each of them found.
record AwsChain(Map<String, Source<AwsKeys>> sources) implements Source<AwsKeys> {

    AwsChain {
        sources = new LinkedHashMap<>(sources);
    }

    @Override
    public Lapsing<AwsKeys> fetch() throws IOException {
        var found = new ArrayList<String>();
        for (Map.Entry<String, Source<AwsKeys>> source : sources.entrySet()) {
            try {
                return source.getValue().fetch();
            } catch (IOException nothing) {
                found.add(source.getKey() + ": " + nothing.getMessage());
            }
        }
        throw new IOException("no keys of AWS were found; " + String.join("; ", found));
    }
}
