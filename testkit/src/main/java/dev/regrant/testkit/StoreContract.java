package dev.regrant.testkit;

import dev.regrant.application.Store;
import org.junit.jupiter.api.Nested;

/**
 * What every {@link Store} must do, as tests: whoever writes a store extends this class, gives it
 * the store, and passes.
 *
 * <p>Each test works in a tenant of its own, so that the store need not be empty.
 */
public abstract class StoreContract {
  /** For subclasses. */
  protected StoreContract() {}

  /** The store to test. It is asked for in each test, and may be the same one each time. */
  protected abstract Store store();

  @Nested
  class CatalogsAndPackages extends CatalogContract {
    @Override
    Store store() {
      return StoreContract.this.store();
    }
  }

  @Nested
  class Policies extends PolicyContract {
    @Override
    Store store() {
      return StoreContract.this.store();
    }
  }

  @Nested
  class RequestsAndAssignments extends RequestContract {
    @Override
    Store store() {
      return StoreContract.this.store();
    }
  }

  @Nested
  class Roles extends RoleContract {
    @Override
    Store store() {
      return StoreContract.this.store();
    }
  }

  @Nested
  class TenantWide extends TenantWideContract {
    @Override
    Store store() {
      return StoreContract.this.store();
    }
  }

  @Nested
  class Approvals extends ApprovalContract {
    @Override
    Store store() {
      return StoreContract.this.store();
    }
  }

  @Nested
  class Callouts extends CalloutContract {
    @Override
    Store store() {
      return StoreContract.this.store();
    }
  }

  @Nested
  class Transactions extends TransactionContract {
    @Override
    Store store() {
      return StoreContract.this.store();
    }
  }

  @Nested
  class Identities extends IdentityContract {
    @Override
    Store store() {
      return StoreContract.this.store();
    }
  }

  @Nested
  class Lists extends ListContract {
    @Override
    Store store() {
      return StoreContract.this.store();
    }
  }

  @Nested
  class DeliveryQueue extends DeliveryQueueContract {
    @Override
    Store store() {
      return StoreContract.this.store();
    }
  }

  @Nested
  class Due extends DueContract {
    @Override
    Store store() {
      return StoreContract.this.store();
    }
  }

  @Nested
  class Expiry extends ExpiryContract {
    @Override
    Store store() {
      return StoreContract.this.store();
    }
  }

  @Nested
  class Changes extends ChangeContract {
    @Override
    Store store() {
      return StoreContract.this.store();
    }
  }

  @Nested
  class ChangeReading extends ChangeReadingContract {
    @Override
    Store store() {
      return StoreContract.this.store();
    }
  }

  @Nested
  class Subscriptions extends SubscriptionContract {
    @Override
    Store store() {
      return StoreContract.this.store();
    }
  }

  @Nested
  class EventQueue extends EventQueueContract {
    @Override
    Store store() {
      return StoreContract.this.store();
    }
  }

  @Nested
  class Records extends RecordContract {
    @Override
    Store store() {
      return StoreContract.this.store();
    }
  }

  @Nested
  class Races extends RaceContract {
    @Override
    Store store() {
      return StoreContract.this.store();
    }
  }

  @Nested
  class Relations extends RelationContract {
    @Override
    Store store() {
      return StoreContract.this.store();
    }
  }
}
