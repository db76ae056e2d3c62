package dev.weir.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where the calls of a model go.
///
/// @param provider the name that it has under `providers`
/// @param upstream the name that the provider knows it by; empty for the name that the caller used
/// @param aliases further names that callers may use
public record ModelConfig(String provider, Optional<String> upstream, List<String> aliases) {

    public ModelConfig {
        aliases = List.copyOf(aliases);
    }

    static ModelConfig read(String name, Section model, Map<String, ProviderConfig> providers) {
        var read = new ModelConfig(
                model.required("provider", Values.TEXT),
                model.value("model", Values.TEXT),
                model.values("aliases", Values.TEXT));
        model.at("provider")
                .require(
                        providers.containsKey(read.provider),
                        "no provider is named %s; there are %s",
                        read.provider,
                        providers.keySet().stream().sorted().toList());
        model.at("model")
                .require(
                        read.upstream
                                .filter(upstream -> upstream.indexOf('*') >= 0)
                                .isEmpty(),
                        "cannot hold a *: leave it out for the name that the caller used");
        model.at("aliases")
                .require(
                        read.aliases.isEmpty() || name.indexOf('*') < 0,
                        "can only be given to a single model, not to all of %s",
                        name);
        for (int i = 0; i < read.aliases.size(); i++) {
            model.at("aliases").at(i).require(read.aliases.get(i).indexOf('*') < 0, "cannot hold a *");
        }
        return read;
    }

    /// Checks what the names of all models have to be to each other.
    static void checkNames(Section config, Map<String, ModelConfig> models) {
        var owners = new LinkedHashMap<String, String>();
        models.keySet().forEach(name -> owners.put(name, name));
        models.forEach((name, model) -> {
            config.at("models")
                    .at(name)
                    .require(
                            !name.isBlank() && name.indexOf('*') == name.lastIndexOf('*'),
                            "wanted a name, or a pattern with a single *");
            for (String alias : model.aliases) {
                String owner = owners.putIfAbsent(alias, name);
                config.at("models")
                        .at(name)
                        .require(owner == null, "the alias %s is taken by %s", alias, owner == null ? "" : owner);
            }
        });
    }
}
