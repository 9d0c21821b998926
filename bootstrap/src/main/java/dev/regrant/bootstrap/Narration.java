package dev.regrant.bootstrap;

import com.unboundid.ldap.sdk.LDAPException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Numbers the steps of a story, shows what came of them, and checks it. */
final class Narration {
  private final DemoDirectory directory;
  private final PrintWriter out;
  private int number;
  private String title = "";

  Narration(DemoDirectory directory, PrintWriter out) {
    this.directory = directory;
    this.out = out;
  }

  void step(String what) {
    number++;
    title = what;
    out.printf("%n%d. %s%n", number, what);
    out.flush();
  }

  /** The step being told, for a message. */
  String where() {
    return "step %d, '%s'".formatted(number, title);
  }

  /** Shows an entity's state, and checks it. */
  void show(JsonObject entity, String expectedState) {
    String state = entity.getString("state");
    out.printf("        state %s%n", state);
    expect(
        expectedState.equals(state),
        "state %s is expected, not %s".formatted(expectedState, state));
  }

  /**
   * Shows what became of a delivery.
   *
   * @return its last outcome
   */
  JsonObject explain(JsonObject delivery) {
    var outcome = delivery.getJsonObject("lastOutcome");
    String error = outcome.getString("errorCode");
    out.printf(
        "   %s: %s%s%n",
        delivery.getString("originId"),
        outcome.getString("result"),
        error == null ? "" : ", " + error + ": " + outcome.getString("message"));
    return outcome;
  }

  /** Shows the members that the directory names, and checks that a person is one of them or not. */
  void expectMember(String uid, String group, boolean isExpected) throws LDAPException {
    var members = directory.members(group);
    out.printf("   %s: %s%n", group, members.isEmpty() ? "(no such group)" : members);
    long times = members.stream().filter(member -> member.startsWith("uid=" + uid + ",")).count();
    expect(
        times == (isExpected ? 1 : 0),
        "%s is a member of %s %d times".formatted(uid, group, times));
  }

  static void expect(boolean holds, String otherwise) {
    if (!holds) {
      throw new FailureException(otherwise);
    }
  }

  static List<JsonObject> objects(JsonArray array) {
    var objects = new ArrayList<JsonObject>();
    for (int i = 0; i < array.size(); i++) {
      objects.add(array.getJsonObject(i));
    }
    return objects;
  }

  /** An administrator's request for somebody. */
  static JsonObject adminAdd(
      String targetId, String justification, String accessPackage, String policy) {
    return new JsonObject()
        .put("requestType", "adminAdd")
        .put("justification", justification)
        .put(
            "assignment",
            new JsonObject()
                .put("targetId", targetId)
                .put("accessPackageId", accessPackage)
                .put("assignmentPolicyId", policy));
  }
}
