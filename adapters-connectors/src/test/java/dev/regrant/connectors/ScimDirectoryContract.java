package dev.regrant.connectors;

import static dev.regrant.connectors.Calls.CLOCK;

import de.captaingoldfish.scim.sdk.common.resources.EnterpriseUser;
import de.captaingoldfish.scim.sdk.common.resources.User;
import de.captaingoldfish.scim.sdk.common.resources.complex.Manager;
import de.captaingoldfish.scim.sdk.common.resources.multicomplex.Member;
import dev.regrant.application.SubjectDirectory;
import dev.regrant.connectors.ScimSettings.UserKey;
import dev.regrant.testkit.SubjectDirectoryContract;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;

/** What every directory of people must do, with a SCIM server whose people have ids of a kind. */
abstract class ScimDirectoryContract extends SubjectDirectoryContract {
  private final TestScimServer server = new TestScimServer();
  private final UserKey key;
  private final ScimDirectory directory;
  private final Map<String, String> serversIds = new HashMap<>();
  private int number;

  ScimDirectoryContract(UserKey key) {
    this.key = key;
    this.directory = new ScimDirectory(server.settings(key), CLOCK);
  }

  @AfterEach
  void close() {
    directory.close();
    server.close();
  }

  @Override
  protected SubjectDirectory directory() {
    return directory;
  }

  @Override
  protected String newPerson() {
    String name = "person" + number++;
    String id = server.addUser(name);
    String objectId = key == UserKey.EXTERNAL_ID ? "ext-" + name : id;
    serversIds.put(objectId, id);
    return objectId;
  }

  @Override
  protected String newGroup(List<String> people, List<String> groups) {
    return server.addGroup(
        "group" + number++,
        Stream.concat(
                people.stream().map(id -> member("User", String.valueOf(serversIds.get(id)))),
                groups.stream().map(id -> member("Group", id)))
            .toList());
  }

  private static Member member(String type, String id) {
    return Member.builder().type(type).value(id).build();
  }

  @Override
  protected void nest(String inner, String outer) {
    var group = server.group(outer);
    group.setMembers(
        Stream.concat(group.getMembers().stream(), Stream.of(member("Group", inner))).toList());
  }

  @Override
  protected void setManager(String person, String manager) {
    User user = server.user(String.valueOf(serversIds.get(person)));
    user.setEnterpriseUser(
        EnterpriseUser.builder()
            .manager(Manager.builder().value(serversIds.get(manager)).build())
            .build());
  }

  @Override
  protected void remove(String person) {
    server.deleteUser(String.valueOf(serversIds.get(person)));
  }

  @Override
  protected String unknownGroup() {
    return "no-such-group";
  }

  @Override
  protected void disconnect() {
    server.close();
  }
}
