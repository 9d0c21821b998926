package dev.regrant.application;

import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;

/**
 * By what a list is sorted. What has no value comes before all that has one, and after it where the
 * order is descending, as OData 4.01 has it (Part 1, 11.2.6.2).
 *
 * @param field the property; one that has several values cannot be sorted by
 */
public record Order<T>(Field<T> field, boolean isDescending) {
  public Order {
    if (field.isMany()) {
      throw new IllegalArgumentException(
          field.name() + " can have several values, so nothing can be sorted by it");
    }
  }

  /** Sorts entities by this property alone. */
  public Comparator<T> comparator() {
    return Comparator.comparing(field::of, this::compare);
  }

  /** Compares two values of the property as they are sorted. */
  public int compare(
      Optional<? extends Comparable<?>> one, Optional<? extends Comparable<?>> other) {
    int order =
        one.isEmpty() || other.isEmpty()
            ? Boolean.compare(one.isPresent(), other.isPresent())
            : compare(one.get(), other.get());
    return isDescending ? -order : order;
  }

  /**
   * Compares two values of a field as every store does: texts by code points, whatever the language
   * of the store; ids by their bits; constants in the order of their declaration.
   */
  @SuppressWarnings("unchecked") // Values of one field have one type.
  public static int compare(Comparable<?> one, Comparable<?> other) {
    if (one instanceof String text && other instanceof String otherText) {
      return compareCodePoints(text, otherText);
    }
    if (one instanceof UUID id && other instanceof UUID otherId) {
      int high =
          Long.compareUnsigned(id.getMostSignificantBits(), otherId.getMostSignificantBits());
      return high != 0
          ? high
          : Long.compareUnsigned(id.getLeastSignificantBits(), otherId.getLeastSignificantBits());
    }
    return ((Comparable<Object>) one).compareTo(other);
  }

  /** {@link String#compareTo} has what is behind the 16th bit in the middle. */
  private static int compareCodePoints(String one, String other) {
    int length = Math.min(one.length(), other.length());
    for (int i = 0; i < length; i++) {
      char a = one.charAt(i);
      char b = other.charAt(i);
      if (a != b) {
        boolean isBehind = Character.isSurrogate(a);
        return isBehind == Character.isSurrogate(b) ? Character.compare(a, b) : isBehind ? 1 : -1;
      }
    }
    return Integer.compare(one.length(), other.length());
  }
}
