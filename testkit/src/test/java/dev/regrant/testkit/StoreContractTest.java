package dev.regrant.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.regrant.application.ChangeMark;
import dev.regrant.application.Claim;
import dev.regrant.application.EventClaim;
import dev.regrant.application.Filter;
import dev.regrant.application.ForwardingTx;
import dev.regrant.application.Page;
import dev.regrant.application.Query;
import dev.regrant.application.Store;
import dev.regrant.application.Store.Entities;
import dev.regrant.application.Store.Tx;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.HistoryEntry;
import dev.regrant.domain.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** The contract bites: stores that break one promise do not pass. */
class StoreContractTest {
  /** A good store, of which one thing is broken. */
  abstract static class Broken extends StoreContract implements Store {
    final InMemoryStore good = new InMemoryStore();

    @Override
    protected Store store() {
      return this;
    }

    @Override
    public <T> T inTransaction(TenantId tenant, Function<Tx, T> work) {
      return good.inTransaction(tenant, tx -> work.apply(broken(tx)));
    }

    Tx broken(Tx tx) {
      return tx;
    }

    @Override
    public List<TenantId> tenantsDue(Instant now, int limit) {
      return good.tenantsDue(now, limit);
    }

    @Override
    public List<TenantId> tenantsWithItems(Instant now, Collection<String> systems, int limit) {
      return good.tenantsWithItems(now, systems, limit);
    }

    @Override
    public List<TenantId> tenantsWithEvents(Instant now, Collection<String> sinks, int limit) {
      return good.tenantsWithEvents(now, sinks, limit);
    }

    @Override
    public List<TenantId> tenantsWithCallouts(Instant now, int limit) {
      return good.tenantsWithCallouts(now, limit);
    }

    @Override
    public List<TenantId> tenantsWithCallsBefore(Instant instant, int limit) {
      return good.tenantsWithCallsBefore(instant, limit);
    }

    @Override
    public List<TenantId> tenantsWithSubscriptions() {
      return good.tenantsWithSubscriptions();
    }

    @Override
    public void check() {}
  }

  static class SavesWhatIsStale extends Broken {
    @Override
    Tx broken(Tx tx) {
      return new ForwardingTx(tx) {
        @Override
        public Entities<AssignmentRequest.Id, AssignmentRequest> requests() {
          return new ForwardingEntities<>(good.requests()) {
            @Override
            public void saveAll(Collection<AssignmentRequest> requests) {
              for (AssignmentRequest request : requests) {
                long version = good.find(request.id()).map(AssignmentRequest::version).orElse(0L);
                good.save(request.withVersion(version));
              }
            }
          };
        }
      };
    }
  }

  static class ListsEverything extends Broken {
    @Override
    Tx broken(Tx tx) {
      return new ForwardingTx(tx) {
        @Override
        public Entities<AssignmentRequest.Id, AssignmentRequest> requests() {
          return new ForwardingEntities<>(good.requests()) {
            @Override
            public Page<AssignmentRequest> list(Query<AssignmentRequest> query) {
              return good.list(query.withFilter(Filter.everything()));
            }
          };
        }
      };
    }
  }

  static class SavesInSpiteOfFailures extends Broken {
    @Override
    public <T> T inTransaction(TenantId tenant, Function<Tx, T> work) {
      var failure = new AtomicReference<@Nullable RuntimeException>();
      Optional<T> result =
          super.inTransaction(
              tenant,
              tx -> {
                try {
                  return Optional.of(work.apply(tx));
                } catch (RuntimeException e) {
                  failure.set(e);
                  return Optional.empty();
                }
              });
      return result.orElseThrow(failure::get);
    }
  }

  static class KnowsOneTenantOnly extends Broken {
    @Override
    public <T> T inTransaction(TenantId tenant, Function<Tx, T> work) {
      return super.inTransaction(new TenantId(new UUID(0, 0)), work);
    }
  }

  static class OffersClaimedItemsAgain extends Broken {
    @Override
    Tx broken(Tx tx) {
      return new ForwardingTx(tx) {
        @Override
        public List<Claim> claimDue(Instant now, Instant until, Map<String, Integer> limits) {
          return good.claimDue(now, now, limits);
        }
      };
    }
  }

  static class LetsLateClaimsEnd extends Broken {
    @Override
    Tx broken(Tx tx) {
      return new ForwardingTx(tx) {
        @Override
        public List<Claim> end(Collection<Claim> claims) {
          good.end(claims);
          return List.copyOf(claims);
        }
      };
    }
  }

  static class ForgetsHistory extends Broken {
    @Override
    Tx broken(Tx tx) {
      return new ForwardingTx(tx) {
        @Override
        public void append(Collection<HistoryEntry> entries) {
          good.append(entries.stream().limit(1).toList());
        }
      };
    }
  }

  static class ForgetsWhatWasNotTold extends Broken {
    @Override
    Tx broken(Tx tx) {
      return new ForwardingTx(tx) {
        @Override
        public boolean endEvents(EventClaim claim, int done, int failures, Instant next) {
          return good.endEvents(claim, claim.entries().size(), failures, next);
        }
      };
    }
  }

  static class GivesOutMarksThatAreTooLate extends Broken {
    @Override
    Tx broken(Tx tx) {
      return new ForwardingTx(tx) {
        @Override
        public ChangeMark changeMark() {
          var mark = good.changeMark();
          return new ChangeMark(mark.epoch(), mark.position() + 1_000);
        }
      };
    }
  }

  static Stream<Arguments> a_store_that_breaks_a_promise_does_not_pass() {
    return Stream.of(
        arguments(SavesWhatIsStale.class, "of_several_that_change_the_same_version"),
        arguments(ListsEverything.class, "requests_are_filtered_by_every_property"),
        arguments(SavesInSpiteOfFailures.class, "any_exception_rolls_everything_back"),
        arguments(KnowsOneTenantOnly.class, "tenants_see_nothing_of_each_other"),
        arguments(OffersClaimedItemsAgain.class, "a_claimed_item_is_offered_again"),
        arguments(LetsLateClaimsEnd.class, "a_late_end_of_a_claim_that_was_taken_over"),
        arguments(ForgetsWhatWasNotTold.class, "what_failed_is_due_at_its_time"),
        arguments(GivesOutMarksThatAreTooLate.class, "what_is_made_or_changed_is_told_once"),
        arguments(ForgetsHistory.class, "history_is_kept_in_the_order_in_which_it_happened"));
  }

  @ParameterizedTest
  @MethodSource
  void a_store_that_breaks_a_promise_does_not_pass(
      Class<? extends Broken> store, String brokenPromise) {
    var tests = EngineTestKit.engine("junit-jupiter").selectors(selectClass(store)).execute();

    assertThat(tests.testEvents().failed().stream())
        .extracting(Event::getTestDescriptor)
        .anySatisfy(test -> assertThat(test.getDisplayName()).startsWith(brokenPromise));
  }
}
