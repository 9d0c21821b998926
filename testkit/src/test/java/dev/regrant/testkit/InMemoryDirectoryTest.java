package dev.regrant.testkit;

import dev.regrant.application.SubjectDirectory;
import dev.regrant.domain.Subject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class InMemoryDirectoryTest extends SubjectDirectoryContract {
  private final InMemoryDirectory directory = new InMemoryDirectory();
  private final Map<String, String[]> groups = new HashMap<>();
  private int number;

  @Override
  protected SubjectDirectory directory() {
    return directory;
  }

  @Override
  protected String newPerson() {
    String id = "person" + number++;
    directory.with(Subject.of(id));
    return id;
  }

  @Override
  protected String newGroup(List<String> people, List<String> inner) {
    String id = "group" + number++;
    fill(id, Stream.concat(people.stream(), inner.stream()));
    return id;
  }

  @Override
  protected void nest(String inner, String outer) {
    fill(outer, Stream.concat(Stream.of(groups.get(outer)), Stream.of(inner)));
  }

  private void fill(String group, Stream<String> members) {
    groups.put(group, members.toArray(String[]::new));
    directory.withGroup(group, groups.get(group));
  }

  @Override
  protected void setManager(String person, String manager) {
    directory.withManager(person, manager);
  }

  @Override
  protected void remove(String person) {
    directory.remove(person);
  }

  @Override
  protected String unknownGroup() {
    return "no such group";
  }

  @Override
  protected void disconnect() {
    directory.setDown(true);
  }
}
