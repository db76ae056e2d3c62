package dev.weir.cli;

import dev.weir.provider.ProviderCatalog;
import dev.weir.provider.ProviderTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The kinds of provider that can be configured.
@Command(
        name = "providers",
        description = "Say which kinds of provider there are, as Markdown.",
        mixinStandardHelpOptions = true)
final class ProvidersCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().getOut().print(ProviderTable.markdown(ProviderCatalog.builtIn()));
        spec.commandLine().getOut().flush();
    }
}
