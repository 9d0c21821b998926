package dev.regrant.connectors;

import org.junit.jupiter.api.AfterEach;

class ReferredLdapContractTest extends ReferredLdapContract {
  private final TestDirectory directory = new TestDirectory();
  private final TestDirectory other = new TestDirectory();

  @Override
  int port() {
    return directory.server.getListenPort();
  }

  @Override
  int otherPort() {
    return other.server.getListenPort();
  }

  @Override
  String bindDn() {
    return TestDirectory.BIND_DN;
  }

  @AfterEach
  void close() {
    other.close();
    directory.close();
  }
}
