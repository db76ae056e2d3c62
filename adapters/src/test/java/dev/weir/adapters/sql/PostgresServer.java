package dev.weir.adapters.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// A real PostgreSQL in a folder of its own, on a free port of this machine, as a user without privileges. One for all
/// tests of a process; each test has a database of its own.
public final class PostgresServer {

    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
    private static final String USER = "weir";

    private final Path bin;
    private final Path folder;
    private final int port;
    private final AtomicInteger databases = new AtomicInteger();

    private PostgresServer() {
        try {
            bin = newest();
            folder = Files.createTempDirectory("weir-postgres");
            if (root()) {
                run(List.of("chown", "postgres", folder.toString()));
            }
            run(unprivileged("initdb", "-D", data(), "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync"));
            port = freePort();
            start();
            Runtime.getRuntime().addShutdownHook(new Thread(this::remove));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static final class Holder {
        private static final PostgresServer ONE = new PostgresServer();
    }

    /// The server that all tests share.
    public static PostgresServer shared() {
        return Holder.ONE;
    }

    /// One for a test that stops it.
    public static PostgresServer ofItsOwn() {
        return new PostgresServer();
    }

    /// An empty database.
    public Postgres.Address database() {
        String name = "t" + databases.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(url("postgres"), USER, "");
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
        return new Postgres.Address(url(name), USER, "");
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
    }

    public void start() {
        run(unprivileged(
                "pg_ctl",
                "-D",
                data(),
                "-w",
                "-t",
                "60",
                "-l",
                folder.resolve("log").toString(),
                "-o",
                "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c max_connections=200"
                        .formatted(port),
                "start"));
    }

    public void stop() {
        run(unprivileged("pg_ctl", "-D", data(), "-w", "-m", "immediate", "stop"));
    }

    private void remove() {
        try {
            stop();
        } catch (IllegalStateException _) {
            // It was stopped by its test.
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(one);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private static Path newest() throws IOException {
        if (Files.isDirectory(INSTALLED)) {
            try (Stream<Path> versions = Files.list(INSTALLED)) {
                var found = versions.map(version -> version.resolve("bin"))
                        .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                        .max(Comparator.naturalOrder());
                if (found.isPresent()) {
                    return found.get();
                }
            }
        }
        throw new IllegalStateException(
                "there is no PostgreSQL in %s, and these tests want a real one: apt-get install".formatted(INSTALLED)
                        + " postgresql (.ci/run does)");
    }

    /// PostgreSQL refuses to run as root.
    private List<String> unprivileged(String program, String... arguments) {
        var command = new ArrayList<String>();
        if (root()) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(bin.resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static void run(List<String> command) {
        try {
            Path output = Files.createTempFile("weir", ".log");
            Process process = new ProcessBuilder(command)
                    .directory(Path.of("/").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(90, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(command + ": " + Files.readString(output));
            }
            Files.delete(output);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
