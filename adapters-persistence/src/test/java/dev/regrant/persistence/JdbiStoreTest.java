package dev.regrant.persistence;

import dev.regrant.application.Store;
import dev.regrant.testkit.StoreContract;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JdbiStoreTest extends StoreContract {
  private final TimeZone before = TimeZone.getDefault();
  private final JdbiStore store;

  JdbiStoreTest() {
    // Far from UTC, by no whole hour, and long ago by no whole minute: it must not matter.
    TimeZone.setDefault(TimeZone.getTimeZone("America/St_Johns"));
    store = JdbiStore.open(TestDatabase.settings());
  }

  @AfterAll
  void closes() {
    store.close();
    TimeZone.setDefault(before);
  }

  @Override
  protected Store store() {
    return store;
  }
}
