package dev.regrant.http;

import static dev.regrant.http.Name.both;

import dev.regrant.application.Filter;
import dev.regrant.domain.Subject;
import dev.regrant.domain.SubjectEntry;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The people whom requests are about, by their own id or by the directory's. */
final class SubjectsApi {
  static final Reads.Stored<SubjectEntry.Id, SubjectEntry> SUBJECTS =
      new Reads.Stored<>(engine -> engine.subjects().lookup(), SubjectEntry.Id::new);

  static final Root.Source<SubjectEntry> SOURCE =
      new Root.Source<>(
          reads -> Listing.stored(reads, reads.engine().subjects().lookup(), Filter.everything()),
          (reads, id) -> reads.find(SUBJECTS, id(reads, id)));

  private static final Name LIFECYCLE = both("subjectLifecycle");

  /** Graph's alternate key. */
  private static final Pattern BY_OBJECT_ID =
      Pattern.compile("objectId='((?:[^']|'')*)'", Pattern.CASE_INSENSITIVE);

  private SubjectsApi() {}

  private static UUID id(Reads reads, String key) {
    Matcher byObjectId = BY_OBJECT_ID.matcher(key);
    if (!byObjectId.matches()) {
      return Call.guid(key);
    }
    String objectId = byObjectId.group(1).replace("''", "'");
    if (objectId.isBlank() || objectId.length() > Subject.MAX_OBJECT_ID) {
      throw new GraphError(ErrorCode.INVALID_ID, "'%s' is no object id.".formatted(objectId));
    }
    return Subject.of(objectId).id(reads.caller().tenant());
  }

  static Answer update(Call call) {
    call.query().requireNone();
    var body = call.body();
    Optional<SubjectEntry.Lifecycle> lifecycle =
        body.oneOf(LIFECYCLE, SubjectEntry.Lifecycle.class);
    var id = id(call.reads(), call.ids().getFirst());
    Refusals.valueOf(
        call.engine()
            .subjects()
            .update(
                call.reads().caller(),
                new SubjectEntry.Id(id),
                body.required(LIFECYCLE, lifecycle)),
        body::clientsWord);
    return Answer.empty(204);
  }
}
