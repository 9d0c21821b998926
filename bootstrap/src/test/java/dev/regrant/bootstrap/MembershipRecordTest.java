package dev.regrant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import dev.regrant.bootstrap.MembershipRecord.Membership;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The judge of the chaos run must bite. */
class MembershipRecordTest {
  private static final Membership ANN = new Membership("ann", "builders");

  private final MembershipRecord record = new MembershipRecord(Duration.ofMinutes(1));

  @Test
  void what_was_asked_for_and_done_once_is_no_fault() {
    record.want(ANN, true);
    grant(ResultCode.SUCCESS);
    record.want(ANN, false);
    revoke(ResultCode.SUCCESS);
    record.want(ANN, true);
    grant(ResultCode.SUCCESS);

    assertThat(record.faults()).isEmpty();
    assertThat(record.held()).containsExactly(ANN);
    assertThat(record.figures()).isEqualTo(new MembershipRecord.Figures(2, 1, 0));
  }

  @Test
  void a_second_grant_without_a_removal_between_is_a_fault() {
    record.want(ANN, true);
    grant(ResultCode.SUCCESS);
    grant(ResultCode.SUCCESS);

    assertThat(record.faults()).singleElement().asString().contains("a second time");
  }

  @Test
  void a_change_that_nobody_asked_for_is_a_fault() {
    grant(ResultCode.SUCCESS);
    record.want(ANN, true);
    revoke(ResultCode.SUCCESS);

    assertThat(record.faults()).hasSize(2).allMatch(fault -> fault.contains("nobody asked for"));
  }

  @Test
  void a_change_sent_again_is_a_fault_unless_the_target_had_said_that_it_was_not_made() {
    record.want(ANN, true);
    record.told(ANN, false);
    grant(ResultCode.SUCCESS);
    grant(ResultCode.ATTRIBUTE_OR_VALUE_EXISTS);
    assertThat(record.faults()).isEmpty();

    record.want(ANN, false);
    revoke(ResultCode.SUCCESS);
    revoke(ResultCode.NO_SUCH_ATTRIBUTE);

    assertThat(record.faults()).singleElement().asString().contains("without reading first");
    assertThat(record.figures().repeated()).isEqualTo(2);
  }

  private void grant(ResultCode answer) {
    record.changed(ModificationType.ADD, ANN, answer);
  }

  private void revoke(ResultCode answer) {
    record.changed(ModificationType.DELETE, ANN, answer);
  }
}
