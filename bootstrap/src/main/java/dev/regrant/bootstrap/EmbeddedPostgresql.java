package dev.regrant.bootstrap;

import dev.regrant.persistence.DatabaseSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL of our own, on loopback: for trying out, development and tests.
 *
 * <p>Everything of it is in one folder that only its user can read. Its password is random, since
 * other users of the machine reach loopback too; it has no socket file. The server uses an account
 * that owns nothing, so that row-level security binds it. A lock keeps two servers from using one
 * folder, and goes with its process, however that ends. What a killed process left running is
 * stopped by the next one.
 */
final class EmbeddedPostgresql implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(EmbeddedPostgresql.class.getName());
  private static final String OWNER = "postgres";
  private static final String SERVER_USER = "regrant";
  private static final int PATIENCE_SECONDS = 60;

  private final Path folder;
  private final Path data;
  private final Path log;
  private final FileChannel lock;
  private Path programs = Path.of("");
  private int port;

  private EmbeddedPostgresql(Path folder, FileChannel lock) {
    this.folder = folder;
    this.data = folder.resolve("data");
    this.log = folder.resolve("log");
    this.lock = lock;
  }

  /** Starts the one of this folder, made first where there is none. */
  static EmbeddedPostgresql start(Path folder) {
    try {
      Path real = DataFolder.create(folder);
      var postgresql = new EmbeddedPostgresql(real, lock(real));
      try {
        postgresql.start();
      } catch (IOException | RuntimeException failed) {
        postgresql.lock.close();
        throw failed;
      }
      return postgresql;
    } catch (IOException failed) {
      throw new FailureException("The embedded PostgreSQL in " + folder + " did not start", failed);
    }
  }

  /** How to reach it. */
  DatabaseSettings database() {
    try {
      return DatabaseSettings.of(url(), SERVER_USER, Files.readString(serverPasswordFile()))
          .migratedBy(new DatabaseSettings.Account(OWNER, Files.readString(passwordFile())));
    } catch (IOException failed) {
      throw new FailureException("A password of the embedded PostgreSQL is gone", failed);
    }
  }

  private String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  /** Stops it; what is committed is kept. */
  @Override
  public void close() {
    try (lock) {
      run("pg_ctl", "stop", "-D", data.toString(), "-m", "fast", "-w", "-t", "20");
    } catch (IOException | FailureException failed) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The embedded PostgreSQL did not stop: {0}",
          FailureException.reason(failed));
    }
  }

  private void start() throws IOException {
    programs = PostgresqlBinaries.unpack(folder);
    stopLeftOver();
    initialize();
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Files.deleteIfExists(log);
    var options =
        "-c port=%d -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=50"
            .formatted(port);
    run(
        "pg_ctl",
        "start",
        "-D",
        data.toString(),
        "-l",
        log.toString(),
        "-o",
        options,
        "-w",
        "-t",
        Integer.toString(PATIENCE_SECONDS));
    try {
      makeServerUser();
    } catch (IOException | RuntimeException failed) {
      run("pg_ctl", "stop", "-D", data.toString(), "-m", "fast", "-w", "-t", "20");
      throw failed;
    }
    Files.deleteIfExists(unfinished());
  }

  /** Also in a folder of a version that had but one account. */
  private void makeServerUser() throws IOException {
    if (!Files.exists(serverPasswordFile())) {
      DataFolder.write(serverPasswordFile(), newPassword());
    }
    String password = Files.readString(serverPasswordFile());
    try (var connection =
            DriverManager.getConnection(url(), OWNER, Files.readString(passwordFile()));
        var statement = connection.createStatement()) {
      statement.execute(
          """
          do $$ begin
            if not exists (select from pg_roles where rolname = 'regrant') then
              create role regrant;
            end if;
          end $$
          """);
      statement.execute(
          "alter role %s login nosuperuser nobypassrls nocreaterole nocreatedb password '%s'"
              .formatted(SERVER_USER, password));
    } catch (SQLException failed) {
      throw new FailureException("The embedded PostgreSQL refuses its owner", failed);
    }
  }

  private static String newPassword() {
    var password = new byte[24];
    new SecureRandom().nextBytes(password);
    return HexFormat.of().formatHex(password);
  }

  private static FileChannel lock(Path folder) throws IOException {
    var channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException inThisProcess) {
      // The same as a lock held by another one.
    }
    channel.close();
    throw new FailureException(
        "Another process uses the embedded PostgreSQL in %s: stop it, or choose another %s"
            .formatted(folder, Setting.DATA.variable()));
  }

  private void initialize() throws IOException {
    if (Files.exists(unfinished())) {
      // A first start that was cut short: nothing can have been kept there yet.
      DataFolder.delete(data);
    } else if (Files.exists(data)) {
      return;
    }
    DataFolder.write(unfinished(), "");
    DataFolder.write(passwordFile(), newPassword());
    run(
        "initdb",
        "--pgdata=" + data,
        "--username=" + OWNER,
        "--pwfile=" + passwordFile(),
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8");
  }

  /** Stops what a killed process left running; its lock is gone, so nobody uses it any more. */
  private void stopLeftOver() throws IOException {
    Path pidFile = data.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    Optional<ProcessHandle> process =
        Files.readAllLines(pidFile).stream()
            .findFirst()
            .map(line -> Long.parseLong(line.strip()))
            .flatMap(ProcessHandle::of);
    if (process.isEmpty()) {
      return; // PostgreSQL itself deals with a file whose process is gone
    }
    if (process.get().info().commandLine().orElse("").contains(data.toString())) {
      LOG.log(System.Logger.Level.INFO, "Stopping the PostgreSQL that a killed process left");
      run("pg_ctl", "stop", "-D", data.toString(), "-m", "fast", "-w", "-t", "20");
    } else {
      // After a restart of the machine another process has that id; PostgreSQL would not start.
      Files.delete(pidFile);
    }
  }

  private void run(String program, String... arguments) throws IOException {
    var command = new ArrayList<String>();
    if (isRoot()) {
      // PostgreSQL refuses to run as root: in a user namespace of its own it is nobody.
      command.addAll(List.of("unshare", "--user"));
    }
    command.add(programs.resolve(program).toString());
    command.addAll(List.of(arguments));
    Path output = folder.resolve(program + ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new FailureException(
            "%s did not end within %d s".formatted(program, PATIENCE_SECONDS));
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new FailureException(program + " was interrupted");
    }
    if (process.exitValue() != 0) {
      throw new FailureException(
          "%s failed with %d, see %s and %s: %s"
              .formatted(program, process.exitValue(), output, log, lastLine(output)));
    }
  }

  private static String lastLine(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
    return lines.isEmpty() ? "no output" : lines.getLast();
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private Path passwordFile() {
    return folder.resolve("password");
  }

  private Path serverPasswordFile() {
    return folder.resolve("server-password");
  }

  private Path unfinished() {
    return folder.resolve("unfinished");
  }
}
