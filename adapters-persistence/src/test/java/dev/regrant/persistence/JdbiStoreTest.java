package dev.regrant.persistence;

import dev.regrant.application.Store;
import dev.regrant.testkit.StoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JdbiStoreTest extends StoreContract {
  private final JdbiStore store = JdbiStore.open(TestDatabase.settings());

  @AfterAll
  void closes() {
    store.close();
  }

  @Override
  protected Store store() {
    return store;
  }
}
