package dev.regrant.connectors;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Referrals as OpenLDAP makes them. */
class ReferredOpenLdapTest extends ReferredLdapContract {
  private static @Nullable OpenLdap server;
  private static @Nullable OpenLdap other;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    server = new OpenLdap(Files.createDirectory(folder.resolve("server")));
    other = new OpenLdap(Files.createDirectory(folder.resolve("other")));
  }

  @AfterAll
  static void stop() {
    if (other != null) {
      other.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @Override
  int port() {
    return Objects.requireNonNull(server).port();
  }

  @Override
  int otherPort() {
    return Objects.requireNonNull(other).port();
  }

  @Override
  String bindDn() {
    return OpenLdap.BIND_DN;
  }
}
