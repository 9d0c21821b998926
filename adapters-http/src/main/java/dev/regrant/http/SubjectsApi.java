package dev.regrant.http;

import static dev.regrant.http.Name.both;

import dev.regrant.domain.InvalidMemberException;
import dev.regrant.domain.Subject;
import dev.regrant.domain.SubjectEntry;
import java.util.Optional;
import java.util.UUID;

/** The people whom requests are about, by their own id or by the directory's. */
final class SubjectsApi {
  static final Reads.Stored<SubjectEntry.Id, SubjectEntry> SUBJECTS =
      new Reads.Stored<>(engine -> engine.subjects().lookup(), SubjectEntry.Id::new);

  /** By the directory's id. */
  static final AlternateKey BY_OBJECT_ID = new AlternateKey(both("objectId"), SubjectsApi::id);

  private static final Name LIFECYCLE = both("subjectLifecycle");

  private SubjectsApi() {}

  private static UUID id(Reads reads, String objectId) {
    try {
      return Subject.of(objectId).id(reads.caller().tenant());
    } catch (InvalidMemberException e) {
      throw new GraphError(
          ErrorCode.INVALID_ID, "'%s' is no object id: it %s.".formatted(objectId, e.reason()));
    }
  }

  static Answer update(Call call) {
    call.query().requireNone();
    var body = call.body();
    Optional<SubjectEntry.Lifecycle> lifecycle =
        body.oneOf(LIFECYCLE, SubjectEntry.Lifecycle.class);
    Refusals.valueOf(
        call.engine()
            .subjects()
            .update(
                call.reads().caller(),
                new SubjectEntry.Id(call.id()),
                body.required(LIFECYCLE, lifecycle)),
        body::clientsWord);
    return Answer.empty(204);
  }
}
