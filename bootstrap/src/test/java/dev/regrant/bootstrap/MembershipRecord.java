package dev.regrant.bootstrap;

import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a target was asked to do, and did, as the target saw it: kept apart from the engine, to
 * judge it. Thread-safe; the caller tells of changes in the order in which they were made.
 */
final class MembershipRecord {
  /** A person in a group. */
  record Membership(String person, String group) {}

  /**
   * What happened.
   *
   * @param repeated changes that were sent again, after the target had said that they were not made
   */
  record Figures(int granted, int revoked, int repeated) {}

  private final Duration patience;
  private final Map<Membership, Boolean> wanted = new HashMap<>();
  private final Set<Membership> held = new HashSet<>();
  private final Map<Membership, Map<Boolean, Long>> told = new HashMap<>();
  private final List<String> faults = new ArrayList<>();
  private int granted;
  private int revoked;
  private int repeated;

  /**
   * An empty record.
   *
   * @param patience how long at most after a reading somebody may act on it
   */
  MembershipRecord(Duration patience) {
    this.patience = patience;
  }

  /** From now on somebody asks for this membership, or for its end. */
  synchronized void want(Membership membership, boolean isHeld) {
    wanted.put(membership, isHeld);
  }

  /** The target answers whether a membership is there. */
  synchronized void told(Membership membership, boolean isHeld) {
    told.computeIfAbsent(membership, none -> new HashMap<>()).put(isHeld, System.nanoTime());
  }

  /** The target was asked for a change, and answers. */
  synchronized void changed(ModificationType change, Membership membership, ResultCode answer) {
    boolean isGrant = change.equals(ModificationType.ADD);
    String what = (isGrant ? "grant of " : "revocation of ") + membership;
    if (!Boolean.valueOf(isGrant).equals(wanted.get(membership))) {
      faults.add(what + ", which nobody asked for, answered " + answer);
    }
    if (answer.equals(ResultCode.SUCCESS)) {
      boolean isNew = isGrant ? held.add(membership) : held.remove(membership);
      if (!isNew) {
        faults.add(what + ", a second time");
      }
      granted += isGrant ? 1 : 0;
      revoked += isGrant ? 0 : 1;
    } else if (answer.equals(ResultCode.ATTRIBUTE_OR_VALUE_EXISTS)
        || answer.equals(ResultCode.NO_SUCH_ATTRIBUTE)) {
      repeated++;
      if (!wasToldLately(membership, !isGrant)) {
        faults.add(what + ", sent again without reading first");
      }
    } else {
      faults.add(what + " answered " + answer);
    }
  }

  private boolean wasToldLately(Membership membership, boolean isHeld) {
    var at = told.getOrDefault(membership, Map.of()).get(isHeld);
    return at != null && System.nanoTime() - at <= patience.toNanos();
  }

  synchronized Set<Membership> held() {
    return Set.copyOf(held);
  }

  synchronized List<String> faults() {
    return List.copyOf(faults);
  }

  synchronized Figures figures() {
    return new Figures(granted, revoked, repeated);
  }
}
