package dev.regrant.connectors;

import org.junit.jupiter.api.AfterEach;

class LdapDirectoryContractTest extends LdapDirectoryContract {
  private final TestDirectory directory = new TestDirectory();

  @Override
  int port() {
    return directory.server.getListenPort();
  }

  @Override
  String bindDn() {
    return TestDirectory.BIND_DN;
  }

  @AfterEach
  void close() {
    directory.close();
  }
}
