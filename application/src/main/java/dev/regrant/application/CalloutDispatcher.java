package dev.regrant.application;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;
import static java.util.Objects.requireNonNull;

import dev.regrant.application.ExtensionCaller.Answer;
import dev.regrant.domain.Callout;
import dev.regrant.domain.CustomExtension;
import dev.regrant.domain.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * Calls custom extensions: claims what is due in a transaction, calls in none, and records in
 * another what came of it, if nothing else has come meanwhile. After a crash a call is made again
 * once its lease is over, with the same id.
 */
final class CalloutDispatcher {
  private static final System.Logger LOG = System.getLogger(CalloutDispatcher.class.getName());
  private static final int TENANTS_AT_ONCE = 100;
  private static final int CALLS_AT_ONCE = 32;

  /** An extension that hangs holds up itself only. */
  private static final int CALLS_OF_ONE = 4;

  /** A call to be made, or what counts as its answer if it cannot be. */
  private sealed interface Job {
    Callout callout();

    TenantId tenant();

    record ToCall(ExtensionCaller.Call call) implements Job {
      @Override
      public Callout callout() {
        return call.callout();
      }

      @Override
      public TenantId tenant() {
        return call.tenant();
      }
    }

    record GivenUp(TenantId tenant, Callout callout, String why) implements Job {}
  }

  private final EngineParts parts;
  private final CalloutRecords records;
  private final Semaphore places = new Semaphore(CALLS_AT_ONCE);
  private final Map<CustomExtension.Id, Integer> busy = new HashMap<>();

  CalloutDispatcher(EngineParts parts) {
    this.parts = parts;
    this.records = new CalloutRecords(parts);
  }

  /**
   * Has {@code calling} make the calls that are due, as far as there are places.
   *
   * @return whether anything was due
   */
  boolean run(Executor calling) {
    if (places.availablePermits() == 0) {
      return false;
    }
    boolean worked = false;
    var tenants = parts.store().tenantsWithCallouts(parts.now(), TENANTS_AT_ONCE);
    for (TenantId tenant : tenants) {
      int share = Math.max(1, CALLS_AT_ONCE / tenants.size());
      for (Job job : claim(tenant, share)) {
        worked = true;
        calling.execute(() -> perform(job));
      }
    }
    return worked;
  }

  private synchronized boolean take(CustomExtension.Id extension) {
    if (busy.getOrDefault(extension, 0) >= CALLS_OF_ONE || !places.tryAcquire()) {
      return false;
    }
    busy.merge(extension, 1, Integer::sum);
    return true;
  }

  private synchronized void giveBack(CustomExtension.Id extension) {
    busy.computeIfPresent(extension, (id, calls) -> calls == 1 ? null : calls - 1);
    places.release();
  }

  private synchronized List<CustomExtension.Id> full() {
    return busy.entrySet().stream()
        .filter(one -> one.getValue() >= CALLS_OF_ONE)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Claims no more than there are places for, which are taken with it. */
  private List<Job> claim(TenantId tenant, int share) {
    var taken = new ArrayList<CustomExtension.Id>();
    boolean isCommitted = false;
    try {
      var full = full();
      var jobs =
          parts
              .transactions()
              .run(
                  tenant,
                  tx -> {
                    // Of a run before that met somebody else's change.
                    taken.forEach(this::giveBack);
                    taken.clear();
                    return claimed(tx, tenant, full, share, taken);
                  });
      isCommitted = true;
      return jobs;
    } catch (UnavailableException | StaleEntityException later) {
      LOG.log(WARNING, "callouts wait: {0}", later.getMessage());
      return List.of();
    } finally {
      if (!isCommitted) {
        taken.forEach(this::giveBack);
      }
    }
  }

  private List<Job> claimed(
      Store.Tx tx,
      TenantId tenant,
      List<CustomExtension.Id> full,
      int share,
      List<CustomExtension.Id> taken) {
    var now = parts.now();
    var due = tx.callouts().findAll(tx.dueCallouts(now, full, share)).values();
    var extensions =
        tx.customExtensions().findAll(due.stream().map(one -> one.terms().extension()).toList());
    var saved = new ArrayList<Callout>();
    var jobs = new ArrayList<Job>();
    for (Callout callout : due) {
      var id = callout.terms().extension();
      if (CalloutRecords.isObsolete(tx, callout)) {
        tx.callouts().delete(callout);
      } else if (callout.isAwaited() && isLate(callout, now)) {
        saved.add(callout.timedOut());
      } else if (take(id)) {
        taken.add(id);
        var extension = Optional.ofNullable(extensions.get(id));
        var patience = extension.map(one -> one.terms().client().timeout()).orElse(Duration.ZERO);
        var begun = callout.called(now.plus(patience).plus(parts.workerSettings().lease()));
        saved.add(begun);
        jobs.add(job(tx, tenant, begun, extension));
      }
    }
    tx.callouts().saveAll(saved);
    return jobs;
  }

  private static boolean isLate(Callout callout, Instant now) {
    return callout.terms().callbackBy().filter(until -> !until.isAfter(now)).isPresent();
  }

  private Job job(
      Store.Tx tx, TenantId tenant, Callout callout, Optional<CustomExtension> extension) {
    int lost = callout.progress().calls() - callout.progress().failures() - 1;
    if (extension.isEmpty()) {
      return new Job.GivenUp(tenant, callout, "the custom extension does not exist any more");
    }
    return lost > parts.retryPolicy().maxLostLeases()
        ? new Job.GivenUp(
            tenant, callout, "too many processes did not live to say what became of the call")
        : new Job.ToCall(CalloutRecords.call(tx, tenant, callout, extension.get()));
  }

  private void perform(Job job) {
    try {
      var answer =
          switch (job) {
            case Job.ToCall(var call) -> called(call);
            case Job.GivenUp(var tenant, var callout, var why) -> new Answer.Refused(why);
          };
      records.record(job.tenant(), job.callout(), answer);
    } catch (UnavailableException outage) {
      LOG.log(
          WARNING,
          "callout {0} is made again after its lease: {1}",
          job.callout().id().value(),
          outage.getMessage());
    } catch (RuntimeException bug) {
      LOG.log(ERROR, "callout " + job.callout().id().value() + " failed", bug);
    } finally {
      giveBack(job.callout().terms().extension());
    }
  }

  private Answer called(ExtensionCaller.Call call) {
    try {
      return requireNonNull(parts.extensionCaller().call(call), "no answer");
    } catch (RuntimeException failure) {
      LOG.log(DEBUG, "a call of an extension threw", failure);
      return new Answer.Failed("the call failed: " + failure, Optional.empty());
    }
  }
}
