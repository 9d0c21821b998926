package dev.regrant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.persistence.DatabaseSettings;
import dev.regrant.persistence.JdbiStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

@Timeout(120)
class EmbeddedPostgresqlTest {
  /** For what does not need a new one: making a database takes longest. */
  @TempDir(factory = WithSpace.class)
  private static Path shared;

  @TempDir private Path parent;

  private static final class WithSpace implements TempDirFactory {
    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
        throws IOException {
      return Files.createTempDirectory("with space ");
    }
  }

  @Test
  void its_data_survives_a_restart_also_past_a_stale_process_id() throws Exception {
    Path folder = shared;
    try (var postgresql = EmbeddedPostgresql.start(folder)) {
      run(postgresql, "create schema mine; create table mine.kept as select 42 as number");
    }
    // As after a crash of the machine: the id of the old server now belongs to another process.
    Files.writeString(
        folder.resolve("data").resolve("postmaster.pid"),
        ProcessHandle.current().pid() + "\n" + folder + "\n");

    try (var postgresql = EmbeddedPostgresql.start(folder)) {
      assertThat(run(postgresql, "select number from mine.kept")).isEqualTo("42");
    }
  }

  @Test
  void only_its_user_gets_in() throws Exception {
    Path folder = shared;
    try (var postgresql = EmbeddedPostgresql.start(folder)) {
      var database = postgresql.database();

      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
          .isEqualTo("rwx------");
      assertThatThrownBy(
              () -> DriverManager.getConnection(database.jdbcUrl(), database.user(), "guess"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password");
      assertThat(run(postgresql, "show listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(run(postgresql, "show unix_socket_directories")).isEmpty();
      assertThat(run(postgresql, "show fsync")).isEqualTo("on");
    }
  }

  @Test
  void the_server_has_an_account_that_row_level_security_binds() throws Exception {
    try (var postgresql = EmbeddedPostgresql.start(shared);
        var store = JdbiStore.open(postgresql.database())) {
      assertThat(store.separationGap()).isEmpty();
    }
  }

  @Test
  void a_folder_of_a_version_with_one_account_gets_the_other_one() throws Exception {
    var folder = shared;
    try (var postgresql = EmbeddedPostgresql.start(folder)) {
      var owner = postgresql.database().migration().orElseThrow();
      // As it was then: all by one account, and no password of another.
      JdbiStore.open(
              DatabaseSettings.of(postgresql.database().jdbcUrl(), owner.user(), owner.password()))
          .close();
      run(postgresql, "drop owned by regrant");
      run(postgresql, "drop role regrant");
    }
    Files.delete(folder.resolve("server-password"));

    try (var postgresql = EmbeddedPostgresql.start(folder);
        var store = JdbiStore.open(postgresql.database())) {
      store.check();
      assertThat(store.separationGap()).isEmpty();
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(folder.resolve("server-password"))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void two_cannot_use_one_folder() throws Exception {
    try (var first = EmbeddedPostgresql.start(shared)) {
      assertThatThrownBy(() -> EmbeddedPostgresql.start(shared))
          .isInstanceOf(FailureException.class)
          .hasMessageContaining("Another process uses the embedded PostgreSQL");
      assertThat(run(first, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void a_first_start_that_was_cut_short_begins_anew() throws Exception {
    Files.createFile(parent.resolve("unfinished"));
    Files.createDirectories(parent.resolve("data"));
    Files.createFile(parent.resolve("data").resolve("postgresql.conf"));

    try (var postgresql = EmbeddedPostgresql.start(parent)) {
      assertThat(run(postgresql, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void what_keeps_it_from_starting_is_told() throws Exception {
    Files.createDirectories(parent.resolve("data"));

    assertThatThrownBy(() -> EmbeddedPostgresql.start(parent))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("pg_ctl failed");
  }

  private static String run(EmbeddedPostgresql postgresql, String sql) throws SQLException {
    var owner = postgresql.database().migration().orElseThrow();
    try (var connection =
            DriverManager.getConnection(
                postgresql.database().jdbcUrl(), owner.user(), owner.password());
        var statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      try (var rows = statement.getResultSet()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }
}
