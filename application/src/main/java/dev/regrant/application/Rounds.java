package dev.regrant.application;

import static java.lang.System.Logger.Level.WARNING;
import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Works through what is due: many in one transaction, of each person one, as what is decided about
 * a person hangs together. Where that fails, one by one, so that one that cannot be moved does not
 * hold up the others.
 *
 * @param what is moved, for messages
 * @param name of one, for messages
 * @param person whom it is about
 * @param move moves some in one transaction, and tells how many moved
 */
record Rounds<T>(
    String what, Function<T, ?> name, Function<T, String> person, ToIntFunction<List<T>> move) {
  private static final System.Logger LOG = System.getLogger(Rounds.class.getName());

  /** Returns how many moved. */
  int run(List<T> due) {
    int moved = 0;
    var left = due;
    while (!left.isEmpty()) {
      var people = new HashSet<String>();
      var round = new ArrayList<T>();
      var later = new ArrayList<T>();
      left.forEach(one -> (people.add(person.apply(one)) ? round : later).add(one));
      moved += moved(round);
      left = later;
    }
    return moved;
  }

  private int moved(List<T> round) {
    try {
      return move.applyAsInt(round);
    } catch (UnavailableException outage) {
      LOG.log(WARNING, "{0} stays for now: {1}", named(round), outage.getMessage());
      return 0;
    } catch (RuntimeException failure) {
      if (round.size() > 1) {
        return round.stream().mapToInt(one -> moved(List.of(one))).sum();
      }
      if (failure instanceof StaleEntityException) {
        LOG.log(WARNING, "{0} stays for now: {1}", named(round), failure.getMessage());
      } else {
        LOG.log(WARNING, named(round) + " cannot be moved on", failure);
      }
      return 0;
    }
  }

  private String named(List<T> round) {
    return what
        + " "
        + round.stream().map(one -> name.apply(one).toString()).collect(joining(", "));
  }
}
