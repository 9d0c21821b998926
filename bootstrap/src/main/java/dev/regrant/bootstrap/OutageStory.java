package dev.regrant.bootstrap;

import com.unboundid.ldap.sdk.LDAPException;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;

/**
 * A directory that stops before it has answered, and comes back: told while it happens, and
 * checked.
 */
final class OutageStory {
  private static final String BOB = "bob";
  private static final String CONNECTOR = "/regrant/connectors/Ldap";

  private final DemoClient client;
  private final DemoDirectory directory;
  private final PrintWriter out;
  private final Narration narration;

  OutageStory(DemoClient client, DemoDirectory directory, PrintWriter out, Narration narration) {
    this.client = client;
    this.directory = directory;
    this.out = out;
    this.narration = narration;
  }

  /** Plays it with a package that holds both groups, and a policy of the package. */
  void play(String accessPackage, String policy) throws LDAPException {
    int changesBefore = directory.changes();
    out.printf(
        """

        Bob joins, too. This time the directory makes both changes, but stops before it has
        answered the second one: whether that was made, Regrant cannot know. (For the demo's sake
        the server's waits between its attempts are at most a second. By default they are longer:
        REGRANT_RETRY_BASE_DELAY and REGRANT_RETRY_MAX_DELAY say how long.)
        """);
    String path = "/assignmentRequests/" + loseAnAnswer(accessPackage, policy);
    giveUp(path);
    comeBack();
    reprocess(path, changesBefore);
  }

  /**
   * Requests the package for Bob, and stops the directory.
   *
   * @return the request's id
   */
  private String loseAnAnswer(String accessPackage, String policy) throws LDAPException {
    narration.step("An administrator requests the package for Bob");
    directory.answerOnce();
    var submitted =
        client.post(
            "/assignmentRequests",
            Narration.adminAdd(
                directory.objectId(BOB), "Bob is an engineer, too", accessPackage, policy),
            201);
    narration.show(submitted, "submitted");
    String request = submitted.getString("id");
    client.await(
        "/assignmentRequests/" + request + "/deliveries",
        "done for one of them",
        page -> done(Narration.objects(page.getJsonArray("value"))) == 1);
    directory.awaitUnanswered();

    narration.step("The directory stops: the second change is made, its answer is lost");
    directory.stop();
    out.printf("   nothing listens at ldap://127.0.0.1:%d any more%n", directory.port());
    return request;
  }

  private static long done(List<JsonObject> deliveries) {
    return deliveries.stream().filter(one -> "done".equals(one.getString("state"))).count();
  }

  private void giveUp(String path) {
    narration.step("The engine tries again by itself, until its attempts are used up");
    narration.show(client.await(path, "partiallyDelivered"), "partiallyDelivered");

    narration.step("Why only in part?");
    var deliveries = deliveries(path);
    Narration.expect(done(deliveries) == 1, "one delivery is expected to be done");
    for (JsonObject delivery : deliveries) {
      var outcome = narration.explain(delivery);
      out.printf("        attempts: %d%n", delivery.getInteger("attemptsUsed"));
      Narration.expect(
          "done".equals(delivery.getString("state"))
              || "unknown".equals(outcome.getString("result")),
          "unexpected outcome " + outcome.encode());
    }

    narration.step("The directory is quarantined: it is left alone, and probed from time to time");
    var connector = client.get(CONNECTOR);
    narration.show(connector, "quarantined");
    var trouble = connector.getJsonObject("trouble");
    out.printf(
        "        trouble %s, since %s: %s%n        next probe %s%n",
        trouble.getString("errorClass"),
        trouble.getString("since"),
        trouble.getString("message"),
        trouble.getString("nextProbeDateTime"));

    narration.step("A reprocess now is refused: whether Bob is still there cannot be looked up");
    client.postRefused(path + "/reprocess", 503);
  }

  private void comeBack() throws LDAPException {
    narration.step("The directory starts again, and a probe finds it");
    directory.start();
    out.printf("   listens at ldap://127.0.0.1:%d%n", directory.port());
    var connector =
        client.await(
            CONNECTOR,
            "not quarantined any more",
            entity -> !"quarantined".equals(entity.getString("state")));
    narration.show(connector, "onTrial");
  }

  private void reprocess(String path, int changesBefore) throws LDAPException {
    narration.step("The request is reprocessed: what may have happened is read back first");
    client.post(path + "/reprocess", 202);
    narration.show(client.await(path, "delivered"), "delivered");
    deliveries(path).forEach(narration::explain);
    narration.show(client.get(CONNECTOR), "available");

    narration.step("Bob is in both groups, and nothing was written twice, says the directory");
    narration.expectMember(BOB, Story.THERE, true);
    narration.expectMember(BOB, Story.MISSING, true);
    int changes = directory.changes() - changesBefore;
    out.printf("   changes for Bob in all: %d%n", changes);
    Narration.expect(changes == 2, "two changes are expected, not " + changes);
  }

  private List<JsonObject> deliveries(String path) {
    return Narration.objects(client.get(path + "/deliveries").getJsonArray("value"));
  }
}
