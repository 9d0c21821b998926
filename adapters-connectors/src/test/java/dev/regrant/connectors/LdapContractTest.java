package dev.regrant.connectors;

import org.junit.jupiter.api.AfterEach;

class LdapContractTest extends LdapContract {
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
