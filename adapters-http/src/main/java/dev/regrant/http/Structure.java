package dev.regrant.http;

import static dev.regrant.http.Name.both;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * An object on the wire that is no entity, as what it is described by: what a property holds, what
 * a body may hold, or what an action gives.
 *
 * @param name Graph's name of the type, if it has one
 * @param isOpen whether it may have any members besides
 */
record Structure(String name, List<Member> members, boolean isOpen) {
  /**
   * One of its members.
   *
   * @param isRequired whether a body lacks something without it
   */
  record Member(Name name, Type type, boolean isRequired) {}

  /** What a member can be. */
  sealed interface Type {}

  /** Values that are no objects. */
  enum Plain implements Type {
    /** A string. */
    TEXT,
    /** An id. */
    GUID,
    /** A moment. */
    TIME,
    /** A day. */
    DATE,
    /** A duration of ISO 8601. */
    DURATION,
    /** True or false. */
    BOOLEAN,
    /** A whole number. */
    INTEGER,
    /** Anything. */
    ANY
  }

  /** One of several constants, which are taken in any casing. */
  record OneOf(List<String> constants) implements Type {}

  /** An object. */
  record Inner(Supplier<Structure> of) implements Type {}

  /** An array. */
  record Many(Type of) implements Type {}

  /** What is answered in one way, and taken in two. */
  record Either(Type answered, Type alsoTaken) implements Type {}

  static Type oneOf(String... constants) {
    return new OneOf(List.of(constants));
  }

  /** The constants of an enum. */
  static Type oneOf(Class<? extends Enum<?>> type) {
    return new OneOf(Stream.of(type.getEnumConstants()).map(WireFormat::lowerCamel).toList());
  }

  static Type many(Type type) {
    return new Many(type);
  }

  static Type many(Structure of) {
    return new Many(new Inner(() -> of));
  }

  static Structure named(String name) {
    return new Structure(name, List.of(), false);
  }

  /** An object with any members. */
  static Structure open(String name) {
    return new Structure(name, List.of(), true);
  }

  private Structure with(Member member) {
    var more = new ArrayList<>(members);
    more.add(member);
    return new Structure(name, List.copyOf(more), isOpen);
  }

  Structure member(Name member, Type type) {
    return with(new Member(member, type, false));
  }

  Structure member(String member, Type type) {
    return member(both(member), type);
  }

  Structure member(Name member, Structure type) {
    return member(member, new Inner(() -> type));
  }

  Structure member(String member, Structure type) {
    return member(both(member), type);
  }

  Structure required(Name member, Type type) {
    return with(new Member(member, type, true));
  }

  Structure required(String member, Type type) {
    return required(both(member), type);
  }

  Structure required(Name member, Structure type) {
    return required(member, new Inner(() -> type));
  }

  /** Of this, as much as is to be changed. */
  Structure change() {
    return new Structure(
        name + "Change",
        members.stream().map(one -> new Member(one.name(), one.type(), false)).toList(),
        isOpen);
  }

  /** Members that have a name in a version. */
  List<Member> members(ApiVersion version) {
    return members.stream().filter(one -> one.name().in(version).isPresent()).toList();
  }
}
