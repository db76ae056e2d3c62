package dev.weir.provider.auth.aws;

import dev.weir.provider.auth.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// The shared files of AWS, `credentials` and `config`, as one: where both know a profile, `credentials` wins.
///
/// Both are lists of `[sections]` with `name = value`; `config` writes `profile` before the names of all but the
/// default. Nested values, which stand further to the right, are nothing that we read.
record Profiles(Map<String, Map<String, String>> all) {

    static Profiles read(Environment environment) throws IOException {
        var all = new HashMap<String, Map<String, String>>();
        Path config = environment.path("AWS_CONFIG_FILE", ".aws/config");
        Path credentials = environment.path("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials");
        if (!Files.exists(config) && !Files.exists(credentials)) {
            throw new IOException("there is neither %s nor %s".formatted(credentials, config));
        }
        read(config, "profile ", all);
        read(credentials, "", all);
        return new Profiles(all);
    }

    Map<String, String> profile(String name) throws IOException {
        Map<String, String> profile = all.get(name);
        if (profile == null) {
            throw new IOException("no profile is named %s; there are %s"
                    .formatted(name, all.keySet().stream().sorted().toList()));
        }
        return profile;
    }

    private static void read(Path file, String prefix, Map<String, Map<String, String>> all) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        Map<String, String> section = new HashMap<>();
        for (String line : Environment.read(file).lines().toList()) {
            String text = line.strip();
            int equals = text.indexOf('=');
            if (text.startsWith("[") && text.endsWith("]")) {
                String name = text.substring(1, text.length() - 1).strip();
                boolean named = !prefix.isEmpty() && name.startsWith(prefix);
                boolean ours = prefix.isEmpty() || named || name.equals("default");
                section = ours
                        ? all.computeIfAbsent(
                                named ? name.substring(prefix.length()).strip() : name, _ -> new HashMap<>())
                        : new HashMap<>();
            } else if (equals > 0 && !text.startsWith("#") && !text.startsWith(";") && !isIndented(line)) {
                section.put(
                        text.substring(0, equals).strip(),
                        text.substring(equals + 1).strip());
            }
        }
    }

    private static boolean isIndented(String line) {
        return !line.isEmpty() && Character.isWhitespace(line.charAt(0));
    }
}
