package dev.regrant.domain;

import java.util.Set;
import java.util.TreeSet;

/**
 * Access that nobody may have together with a package.
 *
 * @param packages further packages
 * @param groups the directory's ids of groups
 */
public record Exclusions(Set<AccessPackage.Id> packages, Set<String> groups) {
  /** None. */
  public static final Exclusions NONE = new Exclusions(Set.of(), Set.of());

  /** The most packages, and the most groups, that a package excludes. */
  public static final int MAX = 200;

  public Exclusions {
    limited("incompatibleAccessPackages", packages);
    limited("incompatibleGroups", groups);
    groups.forEach(group -> Texts.required("@odata.id", group, Subject.MAX_OBJECT_ID));
    packages = Set.copyOf(packages);
    groups = Set.copyOf(groups);
  }

  private static void limited(String member, Set<?> excluded) {
    if (excluded.size() > MAX) {
      throw new InvalidMemberException(member, "of a package are at most " + MAX);
    }
  }

  /** These and a package. */
  public Exclusions and(AccessPackage.Id other) {
    return new Exclusions(with(packages, other), groups);
  }

  /** These without a package. */
  public Exclusions without(AccessPackage.Id other) {
    return new Exclusions(without(packages, other), groups);
  }

  /** These and a group. */
  public Exclusions andGroup(String group) {
    return new Exclusions(packages, with(groups, group));
  }

  /** These without a group. */
  public Exclusions withoutGroup(String group) {
    return new Exclusions(packages, without(groups, group));
  }

  private static <T extends Comparable<T>> Set<T> with(Set<T> some, T one) {
    var all = new TreeSet<>(some);
    all.add(one);
    return all;
  }

  private static <T extends Comparable<T>> Set<T> without(Set<T> some, T one) {
    var rest = new TreeSet<>(some);
    rest.remove(one);
    return rest;
  }
}
