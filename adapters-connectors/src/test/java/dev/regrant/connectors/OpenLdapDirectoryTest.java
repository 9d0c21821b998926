package dev.regrant.connectors;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The LDAP directory with a server that is not by the authors of its client library. */
class OpenLdapDirectoryTest extends LdapDirectoryContract {
  private static @Nullable OpenLdap server;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    server = new OpenLdap(folder);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Override
  int port() {
    return Objects.requireNonNull(server).port();
  }

  @Override
  String bindDn() {
    return OpenLdap.BIND_DN;
  }
}
