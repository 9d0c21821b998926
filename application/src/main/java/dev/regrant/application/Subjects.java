package dev.regrant.application;

import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.SubjectEntry;
import dev.regrant.domain.TenantId;
import java.util.Optional;

/**
 * The people whom requests are or were about. Thread-safe.
 *
 * <p>Every method may throw {@link UnavailableException} and {@link StaleEntityException}, as those
 * of {@link AccessRequests} do.
 */
public final class Subjects {
  private static final String SUBJECT = "subject";

  private final Writes writes;
  private final Lookup<SubjectEntry.Id, SubjectEntry> lookup;

  Subjects(EngineParts parts) {
    this.writes = new Writes(parts);
    this.lookup =
        new Lookup<>(
            parts,
            new Lookup.Kind<>(
                SUBJECT,
                SubjectEntry.Id::value,
                Store.Tx::subjects,
                SubjectField.ID,
                Task.READ_SYSTEMS,
                Optional.of(actor -> Filter.eq(SubjectField.OBJECT_ID, actor.id()))));
  }

  /** Reads them. A person may read themselves. */
  public Lookup<SubjectEntry.Id, SubjectEntry> lookup() {
    return lookup;
  }

  /** Says who governs somebody. */
  public Outcome<SubjectEntry> update(
      Caller caller, SubjectEntry.Id id, SubjectEntry.Lifecycle lifecycle) {
    return writes.run(
        caller,
        writes.reach(caller, Task.OPERATE_SYSTEMS),
        (tx, now) -> {
          var found = tx.subjects().find(id);
          if (found.isEmpty()) {
            return new Outcome.NotFound<>(SUBJECT, id.value().toString());
          }
          var changed = found.get().with(lifecycle);
          tx.subjects().save(changed);
          return new Outcome.Done<>(changed);
        });
  }

  /** Keeps whom a request is about. */
  static void keep(Store.Tx tx, TenantId tenant, AssignmentRequest request) {
    var subject = request.terms().target();
    var kept = tx.subjects().find(new SubjectEntry.Id(subject.id(tenant)));
    if (kept.isEmpty()) {
      tx.subjects().save(SubjectEntry.of(tenant, subject));
    } else if (isFresh(request.terms().type()) && !kept.get().subject().equals(subject)) {
      tx.subjects().save(kept.get().describedAs(subject));
    }
  }

  /** Whether the directory has just described the person; other requests go by an assignment. */
  private static boolean isFresh(RequestType type) {
    return switch (type) {
      case USER_ADD, ADMIN_ADD, ON_BEHALF_ADD -> true;
      case USER_UPDATE,
          USER_REMOVE,
          ADMIN_UPDATE,
          ADMIN_REMOVE,
          SYSTEM_ADD,
          SYSTEM_UPDATE,
          SYSTEM_REMOVE,
          APPROVER_REMOVE ->
          false;
    };
  }
}
