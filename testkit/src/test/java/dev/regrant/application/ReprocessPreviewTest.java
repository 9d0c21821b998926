package dev.regrant.application;

import static dev.regrant.application.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.Actor;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Refusal;
import dev.regrant.domain.ReprocessStanding;
import dev.regrant.domain.RequestStatus;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a reprocess would do, without doing it. */
class ReprocessPreviewTest {
  private static final Caller NOBODY =
      new Caller(TENANT, Actor.user("eve"), Set.of(Permission.SUBJECT_ACCESS));

  private final Scene scene = new Scene("a", "b");

  private Outcome<ReprocessPreview> preview(AssignmentRequest request) {
    return scene.engine.requests().previewReprocess(ADMIN, request.id());
  }

  @Test
  void it_tells_what_would_be_kept_and_tried_and_changes_nothing() {
    var partly = scene.partlyDelivered();
    var historyBefore = scene.history(partly);

    var preview = done(preview(partly));

    assertThat(preview.refusal()).isEmpty();
    assertThat(preview.request()).isEqualTo(scene.find(partly));
    assertThat(preview.plan().kept()).containsExactly(partly.items().get(0).id());
    assertThat(preview.plan().tried()).containsExactly(partly.items().get(1).id());
    assertThat(scene.find(partly)).isEqualTo(partly);
    assertThat(scene.history(partly)).isEqualTo(historyBefore);
    assertThat(scene.engine.requests().reprocessStanding(partly).status())
        .isEqualTo(ReprocessStanding.Status.REPROCESSABLE);
  }

  @Test
  void it_refuses_what_a_reprocess_would_refuse() {
    var partly = scene.partlyDelivered();
    done(scene.reprocess(partly));

    var preview = done(preview(partly));

    assertThat(preview.refusal())
        .contains(new Refusal.NotReprocessable(RequestStatus.DELIVERING))
        .isEqualTo(Optional.of(refusal(scene.reprocess(partly))));
  }

  @Test
  void it_is_for_whoever_may_reprocess_and_of_what_there_is() {
    var partly = scene.partlyDelivered();

    assertThat(scene.engine.requests().previewReprocess(NOBODY, partly.id()))
        .isInstanceOf(Outcome.Forbidden.class);
    assertThat(
            scene
                .engine
                .requests()
                .previewReprocess(ADMIN, new AssignmentRequest.Id(new UUID(0, 0))))
        .isInstanceOf(Outcome.NotFound.class);
  }
}
