package dev.weir.app;

import dev.weir.identity.Clients;
import dev.weir.simulator.Keys;
import dev.weir.simulator.format.Dialect;
import dev.weir.wire.aws.AwsKeys;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/// The demo's keys at its providers, made anew at every start: what the gateway is configured with, and what the
/// simulator takes.
record DemoKeys(Map<String, String> variables, Keys taken) {

    /// @param simulator where access tokens of Google are asked for
    static DemoKeys made(String simulator) {
        var variables = new HashMap<String, String>();
        var taken = new EnumMap<Dialect, Set<String>>(Dialect.class);
        for (Dialect dialect : Dialect.values()) {
            String key = Clients.newSecret();
            variables.put("WEIR_DEMO_" + dialect + "_KEY", key);
            taken.put(dialect, Set.of(key));
        }
        var aws = new AwsKeys("AKIAWEIRDEMO", Clients.newSecret());
        variables.put("WEIR_DEMO_AWS_ID", aws.id());
        variables.put("WEIR_DEMO_AWS_SECRET", aws.secret());
        variables.put("WEIR_DEMO_SERVICE_ACCOUNT", serviceAccount(simulator));
        return new DemoKeys(Map.copyOf(variables), new Keys.Exactly(taken, List.of(aws)));
    }

    private static String serviceAccount(String simulator) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
            return JsonMapper.shared()
                    .writeValueAsString(Map.of(
                            "type", "service_account",
                            "client_email", "demo@weir.invalid",
                            "private_key_id", "demo",
                            "private_key", Base64.getEncoder().encodeToString(key),
                            "token_uri", simulator + "/token"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
