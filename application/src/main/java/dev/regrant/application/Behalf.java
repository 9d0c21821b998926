package dev.regrant.application;

import static java.util.stream.Collectors.toSet;

import dev.regrant.domain.AssignmentPolicy.OnBehalf;
import dev.regrant.domain.Subject;
import dev.regrant.domain.SubjectSet;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What decides whether somebody may ask for somebody else.
 *
 * @param managers those of whom it is about, from the direct one up
 * @param groups those that policies name and that hold whoever asks
 */
record Behalf(List<String> managers, Set<String> groups) {
  /** Of somebody who asks for themselves. */
  static final Behalf SELF = new Behalf(List.of(), Set.of());

  /** As the directory has it, which is asked: never inside a transaction. */
  static Behalf of(People people, String asking, Subject subject, Collection<OnBehalf> settings) {
    var levels =
        settings.stream()
            .flatMap(one -> one.requestors().stream())
            .mapToInt(SubjectSet::managerLevel)
            .max()
            .orElse(0);
    var requestors = settings.stream().flatMap(one -> one.groups().stream()).collect(toSet());
    return new Behalf(
        people.managers(subject.objectId(), Math.max(levels, 1)),
        people.groups(asking, requestors));
  }

  /** Whether the settings let {@code asking} do it. */
  boolean isLetBy(OnBehalf settings, String asking) {
    return settings.lets(asking, managers, groups);
  }
}
