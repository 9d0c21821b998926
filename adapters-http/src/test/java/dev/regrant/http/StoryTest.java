package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.ErrorClass;
import org.junit.jupiter.api.Test;

class StoryTest {
  @Test
  void a_request_that_fails_in_part_is_reprocessed_and_delivered() {
    try (var server = new TestServer()) {
      var world = World.in(server);
      server.target.refuseNext("g2", ErrorClass.FORBIDDEN);

      String id = world.request();
      server.run();
      var failed = server.get("v1.0", "/assignmentRequests/" + id);
      var accepted = server.call("POST", "v1.0", "/assignmentRequests/" + id + "/reprocess", "");
      var delivering = server.get("beta", "/accessPackageAssignmentRequests/" + id);
      server.run();
      var delivered = server.get("beta", "/assignmentRequests('" + id + "')");

      assertThat(failed.getString("state")).isEqualTo("partiallyDelivered");
      assertThat(failed.getString("status")).isEqualTo("PartiallyDelivered");
      assertThat(accepted.statusCode()).isEqualTo(202);
      assertThat(accepted.body()).isEmpty();
      assertThat(delivering.getString("requestState")).isEqualTo("Delivering");
      assertThat(delivering.getValue("completedDate")).isNull();
      assertThat(delivered.getString("requestState")).isEqualTo("Delivered");
      assertThat(server.target.memberships()).hasSize(2);
    }
  }

  @Test
  void an_assignment_whose_target_lost_a_role_is_reprocessed_and_whole_again() {
    try (var server = new TestServer()) {
      var world = World.in(server);
      world.request();
      server.run();
      String id =
          server.get("v1.0", "/assignments").getJsonArray("value").getJsonObject(0).getString("id");
      server.target.remove(TestServer.ANN.objectId(), "g2");

      var accepted =
          server.call(
              "POST", "v1.0", "/assignments/" + id + "/reprocess", "{\"reason\":\"audit\"}");
      var again = server.call("POST", "beta", "/accessPackageAssignments/" + id + "/reprocess", "");
      server.run();
      var later = server.call("POST", "beta", "/accessPackageAssignments/" + id + "/reprocess", "");
      server.run();

      assertThat(accepted.statusCode()).isEqualTo(202);
      assertThat(accepted.body()).isEmpty();
      assertThat(again.statusCode()).isEqualTo(409);
      assertThat(TestServer.error(again).getString("code")).isEqualTo("AssignmentNotReprocessable");
      assertThat(TestServer.error(again).getString("message")).contains(id, "delivering");
      assertThat(later.statusCode()).isEqualTo(202);
      assertThat(server.target.memberships()).hasSize(2);
      assertThat(server.get("v1.0", "/assignments/" + id).getString("state"))
          .isEqualTo("delivered");
      assertThat(server.get("v1.0", "/assignmentRequests").getJsonArray("value").encode())
          .contains("systemUpdate");
    }
  }
}
