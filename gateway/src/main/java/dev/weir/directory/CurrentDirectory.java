package dev.weir.directory;

import dev.weir.config.Violation;
import dev.weir.directory.DirectoryCompiler.Deployed;
import dev.weir.identity.Clients;
import dev.weir.store.Contents;
import java.util.List;

/// The directory in force. Made anew when the configuration or a document changes; one thread at a time makes it, all
/// threads read it.
public final class CurrentDirectory {

    private final Clients.Hasher hasher;
    private Deployed deployed;
    private Contents contents;
    private volatile Directory current;

    public CurrentDirectory(Deployed deployed, Contents contents, Clients.Hasher hasher) {
        this.hasher = hasher;
        this.deployed = deployed;
        this.contents = contents;
        this.current = DirectoryCompiler.compile(deployed, contents, hasher);
    }

    public Directory now() {
        return current;
    }

    public Clients.Hasher hasher() {
        return hasher;
    }

    public synchronized void replace(Deployed other) {
        deployed = other;
        current = DirectoryCompiler.compile(deployed, contents, hasher);
    }

    /// Older contents than those in force change nothing.
    public synchronized void replace(Contents other) {
        if (other.sequence() >= contents.sequence()) {
            contents = other;
            current = DirectoryCompiler.compile(deployed, contents, hasher);
        }
    }

    /// Documents that are out of use, and why.
    public List<Violation> violations() {
        return current.violations();
    }
}
