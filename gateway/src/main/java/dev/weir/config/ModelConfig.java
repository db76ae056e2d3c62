package dev.weir.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Where the calls of a model go.
///
/// @param route a provider, or a strategy over several
/// @param aliases further names that callers may use
public record ModelConfig(RoutingNode route, List<String> aliases) {

    public ModelConfig {
        aliases = List.copyOf(aliases);
    }

    static ModelConfig read(String name, Section model, Map<String, ProviderConfig> providers) {
        var read = new ModelConfig(
                RoutingReader.ofModels(providers.keySet()).read(model), model.values("aliases", Values.TEXT));
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
